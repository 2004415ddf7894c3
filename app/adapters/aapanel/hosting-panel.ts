/** Where a panel answers, and the key that signs calls to it. */
export type ServerAddress = {
  url: string;
  apiKey: string;
  /** SHA-256 of the certificate the panel must show, with or without colons; absent means the usual check. */
  fingerprint?: string | null;
  userAgent?: string;
};

export type PanelSite = { id: number; name: string; path: string; isRunning: boolean; note: string };
export type PanelFtpUser = { id: number; siteId: number; name: string; path: string; isEnabled: boolean };
/** A site's HTTPS as the panel says it; whether visitors meet it is another question. */
type PanelSsl = { isOn: boolean; isForced: boolean; names: string[] };
type PanelDomain = { name: string; port: number };
/** PEM texts. */
type PanelCertificate = { key: string; chain: string };
type PanelFacts = { version: string; system: string };
/** Bytes, as exact as `df -h` is. */
export type PanelDisk = { totalBytes: number; freeBytes: number };
type NewSite = { host: string; path: string; note: string; ftp: { user: string; password: string } };
/** A link to a folder is listed as a folder; `isLink` tells it from a real one. */
type FolderEntry = { name: string; isFolder: boolean; isLink: boolean; size: number };

/**
 * All the rest of the app knows about a hosting panel. Calls that change something are safe to repeat only after
 * looking: the panel has no locks, and an answer can be lost after the work was done.
 */
export type HostingPanel = {
  /** Exactly one signed call that changes nothing, the same on both panels: for trying a key. */
  greet(): Promise<PanelFacts>;
  /** Which of the two panels it is, besides; several calls. */
  describe(): Promise<PanelFacts & { flavour: "aapanel" | "baota" }>;
  /** The file system that holds a folder; null when the panel lists none that does. */
  diskOf(path: string): Promise<PanelDisk | null>;
  /** The site of exactly this name; the oldest when the panel has made it twice. */
  findSite(name: string): Promise<PanelSite | null>;
  /** Every site of the panel, ours and others'; the newest first. */
  listSites(): Promise<PanelSite[]>;
  /** Makes a static site with its folder and an FTP user; `isFtpMade` false is the panel's silent half-failure. */
  createSite(site: NewSite): Promise<{ siteId: number; isFtpMade: boolean }>;
  domainsOf(siteId: number): Promise<PanelDomain[]>;
  addDomain(site: PanelSite, domain: string): Promise<void>;
  /** Refused when it is not there: look first. */
  removeDomain(site: PanelSite, domain: PanelDomain): Promise<void>;
  sslOf(siteName: string): Promise<PanelSsl>;
  /**
   * Has Let's Encrypt certify names that lead to the site; takes minutes and changes no site by itself. Refused while
   * forced HTTPS is on or the site is stopped. The key is for installing at once and must be kept nowhere.
   */
  applyForCertificate(wanted: { siteId: number; names: string[] }): Promise<PanelCertificate>;
  installCertificate(siteName: string, certificate: PanelCertificate): Promise<void>;
  /** Adds a redirect block at every call: only after `sslOf` said that there is none. */
  forceHttps(siteName: string): Promise<void>;
  unforceHttps(siteName: string): Promise<void>;
  /** Removes a site with its files (recycle bin included) and its FTP user; a missing one counts as removed. */
  deleteSite(site: PanelSite): Promise<void>;
  stopSite(site: PanelSite): Promise<void>;
  startSite(site: PanelSite): Promise<void>;
  /** The folder served, below the site's own: `/` or `/releases/…`. */
  runPath(siteId: number): Promise<string>;
  setRunPath(siteId: number, runPath: string): Promise<void>;
  /** The PHP versions installed on the server, as the panel names them ("82"). */
  phpVersions(): Promise<string[]>;
  /** The version a site is configured with, or null for a static one. */
  phpVersionOf(siteName: string): Promise<string | null>;
  /**
   * Null is static. The panel takes versions that are not installed, says success, and from then on refuses every
   * change of every site on the server: never call it without having asked `phpVersions` right before.
   */
  setPhpVersion(siteName: string, version: string | null): Promise<void>;
  /** The rewrite rules of a site, a piece of its nginx configuration; "" for none. */
  rewriteOf(siteName: string): Promise<string>;
  /** Refused when nginx would not run with it: then what stood there stays. Else nginx was told to reload. */
  setRewrite(siteName: string, text: string): Promise<void>;
  /**
   * The last lines of a site's log, at most 1,000, the oldest first. The panel puts full-width quotes for plain ones,
   * and for an empty log answers with the header of its translations (aaPanel API §8, observed on 8.10).
   */
  logOf(siteName: string, kind: "access" | "error"): Promise<string[]>;

  /** Host names that show one folder of the site, named from the site's own folder. */
  folderBindings(siteId: number): Promise<{ id: number; host: string; folder: string }[]>;
  /** Shows a folder below the site's own under another host name; refused for a name that is taken. */
  bindFolder(siteId: number, host: string, folder: string): Promise<void>;
  unbindFolder(bindingId: number): Promise<void>;

  findFtpUser(name: string): Promise<PanelFtpUser | null>;
  /** Every FTP user in the panel's list; one made without a note is in none. */
  listFtpUsers(): Promise<PanelFtpUser[]>;
  createFtpUser(user: { user: string; password: string; path: string; siteId: number }): Promise<void>;
  setFtpPassword(user: PanelFtpUser, password: string): Promise<void>;
  setFtpEnabled(user: PanelFtpUser, isEnabled: boolean): Promise<void>;
  /** Takes the login away, not its files; a missing one counts as removed. */
  deleteFtpUser(user: PanelFtpUser): Promise<void>;

  /** Unpacks a ZIP on the server. Both answers mean "tried", never "worked": look at what came out. */
  extract(archive: string, into: string): Promise<"done" | "queued">;
  /** Archives that wait for the panel's queue or are in its hands. */
  waitingExtractions(): Promise<string[]>;
  /** Sum of all files' bytes below a folder; 0 when it is missing. */
  folderSize(path: string): Promise<number>;
  /** Bytes of one file, or null when there is none. */
  fileSize(path: string): Promise<number | null>;
  createFolder(path: string): Promise<void>;
  /** Really frees the disk: the recycle bin is emptied of it too. A missing folder counts as deleted. */
  deleteFolder(path: string): Promise<void>;
  /** Copies a folder with owners and modes, `.user.ini` as an ordinary file; "done" means "tried": look at what came out. */
  copyFolder(from: string, to: string): Promise<void>;
  /** Copies one file over whatever is there; its folder must be there. */
  copyFile(from: string, to: string): Promise<void>;
  /** What a folder holds, at most 2,000 entries; null when there is no such folder. */
  listFolder(path: string): Promise<FolderEntry[] | null>;
  /** Writes a small text file (at most 3 MB), in place of what it held; its folder must be there. */
  writeText(path: string, text: string): Promise<void>;
  /** What a small text file holds, or null when there is none. */
  readText(path: string): Promise<string | null>;
  /** Owner and mode ("755") of a file or folder; the panel answers 644 of www for a missing one. */
  accessOf(path: string): Promise<{ owner: string; mode: string }>;
  /** Owner www; `mode` such as "755" for everything below. The panel says success for anything: look after. */
  setAccess(path: string, mode: string): Promise<void>;
};
