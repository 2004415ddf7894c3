import { stat as followed, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { clean, sizeOf, statOf } from "./disk.ts";
import { readPath } from "./files.ts";
import { say } from "./messages.ts";
import type { Action, Panel, Params } from "./panel.ts";

export const listingActions: Record<string, Action> = {
  GetDir,
  GetDirNew,
  GetDirSize,
  get_path_size,
  upload_file_exists,
  CheckExistsFiles,
};

type Entry = {
  name: string;
  size: number;
  mtime: number;
  mode: string;
  user: string;
  link: string;
  dir: boolean;
};

/** A missing path lists the sites' folder instead, with success: compare PATH with what was asked. */
async function GetDir(panel: Panel, params: Params) {
  const listed = await listFolder(panel, params);
  if ("refusal" in listed) return listed.refusal;
  const line = (entry: Entry) =>
    [
      entry.name.replaceAll(";", ""),
      entry.size,
      entry.mtime,
      entry.mode,
      entry.user,
      entry.link,
      "",
      "",
    ].join(";");
  return {
    PATH: listed.path,
    PAGE: listed.page,
    STORE: [],
    FILE_RECYCLE: true,
    DIR: listed.entries.filter((entry) => entry.dir).map(line),
    FILES: listed.entries.filter((entry) => !entry.dir).map(line),
  };
}

async function GetDirNew(panel: Panel, params: Params) {
  const listed = await listFolder(panel, params);
  if ("refusal" in listed) return listed.refusal;
  const row = (entry: Entry) => ({
    nm: entry.name.replaceAll(";", ""),
    sz: entry.size,
    mt: entry.mtime,
    acc: entry.mode,
    user: entry.user,
    lnk: entry.link,
  });
  return {
    path: listed.path,
    page: listed.page,
    dir: listed.entries.filter((entry) => entry.dir).map(row),
    files: listed.entries.filter((entry) => !entry.dir).map(row),
  };
}

async function listFolder(panel: Panel, params: Params) {
  const read = readPath(panel, params);
  if ("refusal" in read) return read;
  const there = (await statOf(panel.disk.real(read.path)))?.isDirectory();
  const path = there ? read.path : panel.sitesRoot;
  const search = params.get("search")?.toLowerCase();
  const all = (await readEntries(panel, path))
    .filter((entry) => !search || entry.name.toLowerCase().includes(search))
    .sort((one, other) => Number(other.dir) - Number(one.dir) || (one.name < other.name ? -1 : 1));
  const rows = Math.max(1, Number(params.get("showRow") ?? 500) || 500);
  const first = (Math.max(1, Number(params.get("p") ?? 1) || 1) - 1) * rows;
  const page = `<div><span class='Pcurrent'>1</span><span class='Pcount'>Total ${all.length}</span></div>`;
  return { path, page, entries: all.slice(first, first + rows) };
}

/** One folder, as the panel sees it; used by the page for people too. */
export async function readEntries(panel: Panel, path: string): Promise<Entry[]> {
  const folder = panel.disk.real(path);
  const names = await readdir(folder).catch(() => []);
  const entries = await Promise.all(
    names.map(async (name) => {
      const stat = await statOf(join(folder, name));
      if (!stat) return null;
      const own = clean(`${path}/${name}`);
      const root = panel.state.rootOwned.includes(own) || panel.state.immutable.includes(own);
      return {
        name,
        size: stat.size,
        mtime: Math.floor(stat.mtimeMs / 1000),
        mode: (stat.mode & 0o777).toString(8),
        user: root ? "root" : "www",
        link: stat.isSymbolicLink() ? ` -> ${panel.disk.panel(await readlink(join(folder, name)))}` : "",
        // as the vendor's os.path.isdir: a link to a folder is listed among the folders
        dir: (await followed(join(folder, name)).catch(() => stat)).isDirectory(),
      };
    }),
  );
  return entries.filter((entry) => entry !== null);
}

async function get_path_size(panel: Panel, params: Params) {
  const read = readPath(panel, params);
  if ("refusal" in read) return read.refusal;
  return { path: read.path, size: await sizeOf(panel.disk.real(read.path)) };
}

async function GetDirSize(panel: Panel, params: Params) {
  const read = readPath(panel, params);
  if ("refusal" in read) return read.refusal;
  return `${((await sizeOf(panel.disk.real(read.path))) / 1024).toFixed(2)} KB`;
}

async function upload_file_exists(panel: Panel, params: Params) {
  const stat = await statOf(panel.disk.real(params.need("filename").trim()));
  if (!stat) return { status: false, msg: say(panel.flavour, "noFile") };
  return {
    status: true,
    msg: { size: stat.size, mtime: Math.floor(stat.mtimeMs / 1000), isfile: stat.isFile() },
  };
}

async function CheckExistsFiles(panel: Panel, params: Params) {
  const folder = params.need("dfile");
  const name = params.get("filename");
  if (!name) return [];
  const stat = await statOf(panel.disk.real(`${folder}/${name}`));
  return stat ? [{ filename: name, size: stat.size, mtime: Math.floor(stat.mtimeMs / 1000) }] : [];
}
