import { chmodSync, createReadStream, createWriteStream, lstatSync } from "node:fs";
import { mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { join, posix } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { clean, isInside, makeFolders, statOf } from "./disk.ts";
import { type Action, done, type Panel, type Params, refuse } from "./panel.ts";
import { nextId } from "./state.ts";
import { readTar } from "./tar-entries.ts";
import { readZip } from "./zip-entries.ts";

export const unzipActions: Record<string, Action> = { UnZip };

/** One thing an archive holds, in the order the vendor's tools would write it. */
type ArchiveEntry =
  | { kind: "folder"; name: string }
  | { kind: "link"; name: string; target: string }
  | { kind: "file"; name: string; open(): Promise<Readable>; whole?: () => Promise<Buffer> };
export type EntryWriter = (entry: ArchiveEntry) => Promise<void>;

/** Success means "tried": only a missing archive, a password and a false RAR are told. */
async function UnZip(panel: Panel, params: Params) {
  const [sfile, dfile] = [clean(params.need("sfile")), clean(params.need("dfile"))];
  params.need("password");
  const archive = await panel.disk.follow(sfile);
  const size = archive ? ((await statOf(archive))?.size ?? 0) : 0;
  if (!archive) return refuse(panel, "noFile");
  if (size > panel.queueAboveBytes) {
    const addtime = Math.floor(Date.now() / 1000);
    const id = nextId(panel.state);
    panel.state.tasks.push({ id, sfile, dfile, status: 0, addtime, exectime: null, endtime: null });
    panel.save();
    panel.wakeQueue();
    return done(panel, "unzipQueued");
  }
  const outcome = await extractArchive(panel, sfile, dfile);
  if (outcome === "encrypted") return refuse(panel, "wrongPassword");
  if (outcome === "not-rar") return refuse(panel, "notRar");
  return done(panel, "unzipped");
}

/** Extracts what can be read and leaves the rest; the name's ending alone decides how. */
export async function extractArchive(
  panel: Panel,
  sfile: string,
  dfile: string,
): Promise<"tried" | "encrypted" | "not-rar"> {
  const archive = await panel.disk.follow(sfile);
  if (!archive || panel.faults.take("unzip-does-nothing", "UnZip")) return "tried";
  if (sfile.endsWith(".rar")) return "not-rar";
  const made = await makeFolders(panel.disk, dfile);
  panel.state.rootOwned.push(...made.filter((path) => !panel.state.rootOwned.includes(path)));

  const written: (string | null)[] = [];
  const folders = new Set<string>();
  const write: EntryWriter = async (entry) => {
    const name = entry.name.split("/").filter((part) => part && part !== "." && part !== "..");
    if (name.length === 0) return;
    const path = clean(`${dfile}/${name.join("/")}`);
    // The place in the order is taken before the work, which runs beside that of other entries.
    const place = written.push(path) - 1;
    const done = await writeEntry(panel, entry, path, { dfile, folders }).catch(() => false);
    if (!done) written[place] = null;
  };
  const full = panel.faults.take("disk-full", "UnZip") !== undefined;
  let left = 1;
  const limited: EntryWriter = async (entry) => {
    if (!full || left-- > 0) await write(entry);
  };
  const outcome = await readByName(archive, sfile, limited);
  const paths = written.filter((path) => path !== null);
  await damage(panel, paths);
  await fixPermissions(panel, dfile, paths);
  panel.save();
  return outcome;
}

async function readByName(archive: string, sfile: string, write: EntryWriter) {
  if (/\.(zip|war)$/i.test(sfile)) return readZip(archive, write);
  if (/\.(tar\.gz|tgz)$/i.test(sfile)) return readTar(archive, write);
  if (/\.(7z|bz2)$/i.test(sfile)) return "tried";
  const name = posix.basename(sfile).replace(/\.gz$/i, "");
  const open = async () => createReadStream(archive).pipe(createGunzip());
  await write({ kind: "file", name, open });
  return "tried";
}

type Target = { dfile: string; folders: Set<string> };

async function writeEntry(panel: Panel, entry: ArchiveEntry, path: string, target: Target): Promise<boolean> {
  const real = panel.disk.real(path);
  if (panel.state.immutable.includes(path)) return false;
  const folder = entry.kind === "folder" ? path : posix.dirname(path);
  if (!target.folders.has(folder)) {
    await mkdir(panel.disk.real(folder), { recursive: true }).catch(() => undefined);
    const found = await panel.disk.follow(folder);
    if (!found) return false;
    if (!isInside(panel.disk.panel(found), target.dfile)) noteEscape(panel, panel.disk.panel(found));
    target.folders.add(folder);
  }
  if (entry.kind === "folder") return false;
  const before = await statOf(real);
  if (before?.isDirectory()) return false;
  if (before?.isSymbolicLink() || entry.kind === "link") await rm(real, { force: true });
  if (entry.kind === "link") {
    await symlink(confine(panel, path, entry.target), real);
    target.folders.clear();
    return true;
  }
  const whole = await entry.whole?.().catch(() => null);
  if (whole) {
    await writeFile(real, whole, { mode: 0o644 });
    return true;
  }
  // A broken entry leaves what could be read of it, and the next one goes on.
  const content = await entry.open().catch(() => null);
  if (!content) return false;
  await pipeline(content, createWriteStream(real, { mode: 0o644 })).catch(() => undefined);
  return true;
}

/** A link keeps its meaning on the panel's disk and can never point at the machine this runs on. */
function confine(panel: Panel, path: string, target: string): string {
  const aimed = clean(target.startsWith("/") ? target : `${posix.dirname(path)}/${target}`);
  return panel.disk.real(aimed);
}

function noteEscape(panel: Panel, path: string): void {
  if (!panel.state.escapes.includes(path)) panel.state.escapes.push(path);
}

async function damage(panel: Panel, written: string[]): Promise<void> {
  const last = written.at(-1);
  if (last && panel.faults.take("unzip-drops-last-file", "UnZip")) {
    await rm(panel.disk.real(last), { force: true });
    written.pop();
  }
  const first = written[0];
  if (first && panel.faults.take("unzip-corrupts-a-file", "UnZip")) {
    const content = await readFile(panel.disk.real(first));
    if (content.length > 0) content[content.length - 1] = (content.at(-1) ?? 0) ^ 0x01;
    await writeFile(panel.disk.real(first), content);
  }
}

/**
 * aaPanel gives the whole folder to www with 755 and 644, BaoTa each new entry with 755. The vendor follows
 * links while it does; here links are left alone and what lies outside is written down as an escape.
 */
async function fixPermissions(panel: Panel, dfile: string, written: string[]): Promise<void> {
  const { state, disk } = panel;
  const aapanel = panel.flavour === "aapanel";
  const tops = written.map((path) => clean(`${dfile}/${path.slice(dfile.length + 1).split("/")[0]}`));
  const folders = aapanel ? [dfile] : [...new Set(tops)];
  for (const folder of folders) {
    state.rootOwned = state.rootOwned.filter((path) => !isInside(path, folder));
    await fixBelow(disk.real(folder), aapanel ? 0o644 : 0o755);
  }

  async function fixBelow(real: string, fileMode: number): Promise<void> {
    // at once: a trip to another thread for each of thousands costs ten times the work
    const stat = lstatSync(real, { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isSymbolicLink()) {
      const target = disk.panel(await readlink(real));
      if (!isInside(target, dfile)) noteEscape(panel, target);
      return;
    }
    const mode = stat.isDirectory() ? 0o755 : fileMode;
    if ((stat.mode & 0o777) !== mode) chmodSync(real, mode);
    if (!stat.isDirectory()) return;
    for (const name of await readdir(real)) await fixBelow(join(real, name), fileMode);
  }
}
