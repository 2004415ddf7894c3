set local lock_timeout = '5s';

-- SHA-256 of the FTP server's own certificate, when that is self-signed; null: it must be valid for ftp_host
alter table servers add column ftp_fingerprint text;
