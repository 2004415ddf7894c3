import { isPassing } from "#app/adapters/aapanel/errors.ts";
import type { FileTransfer } from "#app/adapters/ftp/ftp.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { type AtServer, ftpOf, type TransferTo } from "../servers/servers.server.ts";
import type { WebsiteRow } from "../websites/websites.server.ts";

/** The name of the account of ours that is shut into a website's folder, for exports, and for deployments without FTP. */
export function exportUserOf(site: { id: string }): string {
  return `lc_exp_${site.id.replaceAll("-", "").slice(0, 12)}`;
}

/** Our account of a website, without asking whether the server has it. */
export function exportAccount(
  { transferTo, vault }: Touches,
  server: AtServer["server"],
  site: WebsiteRow,
): FileTransfer {
  return transferTo(ftpOf(server, credentials(vault, site)));
}

type Touches = { transferTo: TransferTo; vault: Vault };

function credentials(vault: Vault, site: WebsiteRow) {
  const password = Buffer.from(vault.mark("ftp-export", site.id)).toString("hex").slice(0, 40);
  return { user: exportUserOf(site), password };
}

/**
 * Makes sure of our account: the customer's own may be off. Shut into the same folder; its password follows from our
 * key. Twice, it finds the account that is there.
 */
export async function openExportAccount(
  { transferTo, vault }: Touches,
  at: AtServer,
  site: WebsiteRow,
): Promise<FileTransfer> {
  const { panel, write } = at;
  const transfer = exportAccount({ transferTo, vault }, at.server, site);
  if (await transfer.canLogIn()) return transfer;
  const { user, password } = credentials(vault, site);
  const path = site.site_path ?? "";
  await write(async () => {
    const existing = await panel.findFtpUser(user);
    if (existing) await panel.setFtpPassword(existing, password);
    else await panel.createFtpUser({ user, password, path, siteId: 0 }).catch(ignorePassing);
  });
  return transfer;
}

/** Takes the account away again; one that stays because the panel did not answer goes with the website. */
export async function closeExportAccount({ panel, write }: AtServer, site: WebsiteRow): Promise<void> {
  await write(async () => {
    const existing = await panel.findFtpUser(exportUserOf(site));
    if (existing) await panel.deleteFtpUser(existing);
  }).catch(ignorePassing);
}

/** The next look shows what was done; what is left over goes with the website. */
function ignorePassing(error: unknown): void {
  if (!isPassing(error)) throw error;
}
