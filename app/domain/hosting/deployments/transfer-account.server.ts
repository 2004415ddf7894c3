import type { FileTransfer } from "#app/adapters/ftp/ftp.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { type AtServer, ftpOf, type TransferTo } from "../servers/servers.server.ts";
import type { WebsiteRow } from "../websites/websites.server.ts";

/** Where archives wait on a server: beside the sites, inside none of them. */
export const inboxOf = (sitesRoot: string): string => `${sitesRoot}/.lumi`;

/**
 * Our own FTP account on a server, for archives on their way. Not the customer's: who can write to the archive
 * between our check of it and the panel's unpacking has it unpacked by root, links and all. Made at the first use,
 * set right when it does not log in; its password follows from our key, so none is kept.
 */
export async function inboxAccount(
  { transferTo, vault }: { transferTo: TransferTo; vault: Vault },
  { server, panel, write }: AtServer,
): Promise<FileTransfer> {
  const user = `lc_inbox_${server.id.slice(0, 8)}`;
  const password = Buffer.from(vault.mark("ftp-inbox", server.id)).toString("hex").slice(0, 40);
  const transfer = transferTo(ftpOf(server, { user, password }));
  if (await transfer.canLogIn()) return transfer;
  await write(async () => {
    const existing = await panel.findFtpUser(user);
    if (existing) await panel.setFtpPassword(existing, password);
    else await panel.createFtpUser({ user, password, path: inboxOf(server.sites_root), siteId: 0 });
  });
  return transfer;
}

/** Whether the customer's own FTP account cannot be used: it is off, or its password is being changed. */
export function needsOwnAccount(website: WebsiteRow): boolean {
  return !website.is_ftp_wanted || website.ftp_changing_at !== null;
}
