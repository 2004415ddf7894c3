import { isPassing } from "#app/adapters/aapanel/errors.ts";
import type { FileTransfer } from "#app/adapters/ftp/ftp.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import { type AtServer, ftpOf, type TransferTo } from "./servers.server.ts";
import type { WebsiteRow } from "./websites.server.ts";

/** The name of the account on the server that reads a website's folder for its export, and is taken away after it. */
export function exportUserOf(site: { id: string }): string {
  return `lc_exp_${site.id.replaceAll("-", "").slice(0, 12)}`;
}

/** The customer's own account is off; this one is shut into the same folder and lives as long as the packing. */
export async function openExportAccount(
  { transferTo, vault }: { transferTo: TransferTo; vault: Vault },
  { server, panel, write }: AtServer,
  site: WebsiteRow,
): Promise<FileTransfer> {
  const user = exportUserOf(site);
  const password = Buffer.from(vault.mark("ftp-export", site.id)).toString("hex").slice(0, 40);
  const path = site.site_path ?? "";
  await write(async () => {
    const existing = await panel.findFtpUser(user);
    if (existing) await panel.setFtpPassword(existing, password);
    else await panel.createFtpUser({ user, password, path, siteId: 0 }).catch(ignorePassing);
  });
  return transferTo(ftpOf(server, { user, password }));
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
