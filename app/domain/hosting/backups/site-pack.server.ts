import {
  isPassing,
  PanelAnswerUnknown,
  PanelAuthFailed,
  PanelRefused,
} from "#app/adapters/aapanel/errors.ts";
import { TransferFailed, TransferLoginRefused } from "#app/adapters/ftp/ftp.server.ts";
import { StorageFull, TooLarge, type UploadStore } from "#app/adapters/storage/storage.server.ts";
import type { Vault } from "#app/adapters/vault/vault.server.ts";
import type { Db } from "#db/client.ts";
import { closeExportAccount, openExportAccount } from "../endings/export-account.server.ts";
import {
  type ExportPart,
  ExportWrong,
  type PackedExport,
  packExport,
} from "../endings/export-pack.server.ts";
import { type AtServer, type PanelOf, ServerLocked, type TransferTo } from "../servers/servers.server.ts";
import { STOP_PATH } from "../websites/stop-page.server.ts";
import type { WebsiteRow } from "../websites/websites.server.ts";

export type PackDeps = { db: Db; panelOf: PanelOf; transferTo: TransferTo; store: UploadStore; vault: Vault };

const GIB = 1024 ** 3;
const MOST_FILES = 200_000;
/** What the panel itself puts into a folder without telling. */
const SLACK_BYTES = 4096;

type Packing = { site: WebsiteRow & { disk_bytes: number }; key: string; now: Date };

/**
 * Packs the files of a website on its server into one ZIP in the store: `site/` is what visitors get, `other/` what
 * lies beside it. Kept only when it opens again and holds at least what the panel measures. Again, it is replaced.
 */
export async function packSite(
  deps: PackDeps,
  at: AtServer,
  { site, key, now }: Packing,
): Promise<PackedExport> {
  const limits = { bytes: site.disk_bytes * 4 + GIB, files: MOST_FILES };
  const transfer = await openExportAccount(deps, at, site);
  try {
    const packed = await transfer.reading((reader) =>
      packExport({ store: deps.store, reader }, { key, parts: partsOf(site), limits, now }),
    );
    await mustBeAll(deps, at, { site, packed, key });
    return packed;
  } finally {
    await closeExportAccount(at, site);
  }
}

/** The folder of the archive with what visitors get. */
export const SITE = "site";
/** And the one with what lay beside it. */
export const OTHER = "other";

/** What visitors saw, and beside it what else lay in the folder, without earlier releases. */
function partsOf(site: WebsiteRow): ExportPart[] {
  const without = ["releases", STOP_PATH.slice(1)];
  if (site.run_path === "/") return [{ from: "/", to: SITE, without }];
  return [
    { from: site.run_path, to: SITE, without: [] },
    { from: "/", to: OTHER, without },
  ];
}

/** A listing that came back short would be a loss: the panel measures the same folder by itself. */
async function mustBeAll(
  { store }: PackDeps,
  { panel }: AtServer,
  { site, packed, key }: { site: WebsiteRow; packed: PackedExport; key: string },
): Promise<void> {
  const root = site.site_path ?? "";
  const sizes = async (paths: string[]) => {
    let sum = 0;
    for (const path of paths) sum += await panel.folderSize(path);
    return sum;
  };
  const beside = await sizes([`${root}/releases`, `${root}${STOP_PATH}`]);
  const live = site.run_path === "/" ? 0 : await panel.folderSize(`${root}${site.run_path}`);
  const expected = (await panel.folderSize(root)) - beside + live;
  const found = Object.values(packed.bytes).reduce((sum, bytes) => sum + bytes, 0);
  if (found >= expected - SLACK_BYTES) return;
  await store.remove(key);
  throw new ExportWrong(`${found} bytes packed, the panel measures ${expected}`);
}

/** What may go wrong with packing through no fault of ours: tried again, and told to staff when it stays. */
export function isPackProblem(error: unknown): error is Error {
  const ours = [ExportWrong, TransferFailed, TransferLoginRefused, StorageFull, TooLarge, ServerLocked];
  const theirs = [PanelAuthFailed, PanelRefused, PanelAnswerUnknown];
  return isPassing(error) || [...ours, ...theirs].some((kind) => error instanceof kind);
}
