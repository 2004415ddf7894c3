import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { clean, copyTree, isInside, noteMoved, noteRemoved, statOf } from "./disk.ts";
import { say } from "./messages.ts";
import { type Action, done, isConfigBroken, type Panel, type Params, refuse } from "./panel.ts";
import { recycle } from "./recycle-bin.ts";
import { isConfiguration, parseRewrite } from "./rewrite.ts";

const systemFolders = ["/", "/www", "/www/server", "/www/wwwroot", "/etc", "/usr", "/root", "/home", "/tmp"];
const editableLimit = 3 * 1024 * 1024;
const notEditable = /\.(zip|gz|tgz|rar|7z|png|jpe?g|gif|bmp|ico|exe|mp3|mp4|pdf|woff2?|ttf)$/i;
const webText = /\.(php|html?|js|css|json|txt|xml|vue|ts|md|conf|ini|htaccess)$/i;

export const fileActions: Record<string, Action> = {
  CreateDir,
  CreateFile,
  SaveFileBody,
  GetFileBody,
  SetFileAccess,
  GetFileAccess,
  CopyFile: Copy,
  CopyDir: Copy,
  MvFile,
  DeleteFile,
  DeleteDir,
};

/** `path` is checked for `./`; `sfile` and `dfile` are not, as in the vendor's code. */
export function readPath(
  panel: Panel,
  params: Params,
  name = "path",
): { path: string } | { refusal: object } {
  const path = params.need(name);
  if (path.includes("./")) return { refusal: refuse(panel, "unsafePath") };
  return { path: clean(path) };
}

async function CreateDir(panel: Panel, params: Params) {
  const read = readPath(panel, params);
  if ("refusal" in read) return read.refusal;
  if (/[\\&*|;"'<>]/.test(posix.basename(read.path))) return refuse(panel, "badName");
  if (await statOf(panel.disk.real(read.path))) return refuse(panel, "folderExists");
  await mkdir(panel.disk.real(read.path), { recursive: true, mode: 0o755 });
  return done(panel, "folderMade");
}

async function CreateFile(panel: Panel, params: Params) {
  const read = readPath(panel, params);
  if ("refusal" in read) return read.refusal;
  if (await statOf(panel.disk.real(read.path))) return refuse(panel, "fileExists");
  await mkdir(panel.disk.real(posix.dirname(read.path)), { recursive: true });
  await writeFile(panel.disk.real(read.path), "", { mode: 0o644 });
  return done(panel, "fileMade");
}

async function SaveFileBody(panel: Panel, params: Params) {
  const read = readPath(panel, params);
  if ("refusal" in read) return read.refusal;
  let data = params.need("data");
  params.need("encoding");
  const real = await panel.disk.follow(read.path);
  if (!real) return refuse(panel, "noFile");
  if (Buffer.byteLength(data) > editableLimit) return refuse(panel, "tooLarge");
  if (panel.faults.take("disk-full", "SaveFileBody")) return refuse(panel, "saveFailed");
  if (webText.test(read.path)) data = data.replaceAll("\r\n", "\n");
  const before = await readFile(real);
  await writeFile(real, data);
  if (isConfiguration(read.path)) {
    const complaint = testConfiguration(panel, data);
    if (complaint) {
      await writeFile(real, before);
      return { status: false, msg: `ERROR:<br><font style="color:red;">nginx: [emerg] ${complaint}</font>` };
    }
    panel.reload();
  }
  const st_mtime = (await statOf(real))?.mtimeMs ?? 0;
  return { ...done(panel, "fileSaved"), historys: [], st_mtime: Math.floor(st_mtime / 1000) };
}

/** What `nginx -t` would say, or null: any site's broken configuration counts, not only this file's. */
function testConfiguration(panel: Panel, text: string): string | null {
  if (isConfigBroken(panel)) return "open() failed (2: No such file or directory)";
  try {
    parseRewrite(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function GetFileBody(panel: Panel, params: Params) {
  const read = readPath(panel, params);
  if ("refusal" in read) return read.refusal;
  const real = await panel.disk.follow(read.path);
  const stat = real ? await statOf(real) : null;
  if (!real || !stat?.isFile()) return refuse(panel, "noFile");
  if (notEditable.test(read.path)) return refuse(panel, "notEditable");
  const text = await readFile(real, "utf8");
  const only_read = stat.size > editableLimit;
  return {
    status: true,
    only_read,
    size: stat.size,
    encoding: "utf-8",
    data: only_read ? text.split("\n").slice(-10_000).join("\n") : text,
    historys: [],
    auto_save: null,
    st_mtime: Math.floor(stat.mtimeMs / 1000),
  };
}

/** Success whatever is asked: an unknown user or a mode that is no number changes nothing. */
async function SetFileAccess(panel: Panel, params: Params) {
  const target = clean(params.need("filename"));
  const [user, access] = [params.need("user"), params.need("access")];
  const all = params.get("all") !== "False";
  const mode = /^[0-7]{3,4}$/.test(access) ? Number.parseInt(access, 8) : null;
  if (mode !== null) await changeMode(panel.disk.real(target), mode, all);
  const { state } = panel;
  const touched = (path: string) => (all ? isInside(path, target) : path === target);
  if (user === "www") state.rootOwned = state.rootOwned.filter((path) => !touched(path));
  if (user === "root" && !state.rootOwned.includes(target)) state.rootOwned.push(target);
  panel.save();
  return done(panel, "set");
}

async function changeMode(real: string, mode: number, all: boolean): Promise<void> {
  const stat = await statOf(real);
  if (!stat || stat.isSymbolicLink()) return;
  if (all && stat.isDirectory()) {
    for (const name of await readdir(real)) await changeMode(join(real, name), mode, true);
  }
  await chmod(real, mode);
}

async function GetFileAccess(panel: Panel, params: Params) {
  const target = clean(params.need("filename"));
  const stat = await statOf(panel.disk.real(target));
  if (!stat) return { chmod: 644, chown: "www" };
  const root = panel.state.rootOwned.includes(target) || panel.state.immutable.includes(target);
  return { chmod: (stat.mode & 0o777).toString(8), chown: root ? "root" : "www" };
}

/** Keeps owners and modes, overwrites silently; a copied `.user.ini` is an ordinary file. */
async function Copy(panel: Panel, params: Params) {
  const [from, to] = [clean(params.need("sfile")), clean(params.need("dfile"))];
  const { disk, state } = panel;
  if (!(await statOf(disk.real(from)))) return refuse(panel, "noFile");
  if (isInside(to, from)) return { status: false, msg: say(panel.flavour, "unsafePath") };
  await mkdir(disk.real(posix.dirname(to)), { recursive: true });
  await copyTree(disk.real(from), disk.real(to));
  await damageCopy(panel, disk.real(to));
  const owned = state.rootOwned.filter((path) => isInside(path, from));
  state.rootOwned = [...new Set([...state.rootOwned, ...owned.map((path) => to + path.slice(from.length))])];
  panel.save();
  return done(panel, "copied");
}

async function damageCopy({ faults }: Panel, real: string): Promise<void> {
  if (!(await statOf(real))?.isDirectory()) return;
  const isIncomplete = faults.take("copy-incomplete", "CopyDir") !== undefined;
  if (!isIncomplete && !faults.take("copy-corrupts-a-file", "CopyDir")) return;
  const entries = await readdir(real, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== ".user.ini");
  const paths = files.map((file) => join(file.parentPath, file.name)).sort();
  const path = paths[Math.floor(paths.length / 2)];
  if (!path) return;
  if (isIncomplete) return rm(path);
  const content = await readFile(path);
  content[0] = (content[0] ?? 0) ^ 1;
  await writeFile(path, content);
}

async function MvFile(panel: Panel, params: Params) {
  const [from, to] = [clean(params.need("sfile")), clean(params.need("dfile"))];
  const { disk, state } = panel;
  if (!(await statOf(disk.real(from)))) return refuse(panel, "noFile");
  const target = await statOf(disk.real(to));
  if (target && params.get("rename") !== undefined) return refuse(panel, "fileExists");
  await mkdir(disk.real(posix.dirname(to)), { recursive: true });
  // shutil.move: into an existing folder, over an existing file.
  const place = target?.isDirectory() ? clean(`${to}/${posix.basename(from)}`) : to;
  noteRemoved(state, place);
  await rename(disk.real(from), disk.real(place));
  noteMoved(state, from, place);
  panel.save();
  return done(panel, "moved");
}

async function DeleteFile(panel: Panel, params: Params) {
  const read = readPath(panel, params);
  if ("refusal" in read) return read.refusal;
  const gone = await recycle(panel, read.path);
  return gone ? done(panel, "recycled") : refuse(panel, "noFile");
}

async function DeleteDir(panel: Panel, params: Params) {
  const read = readPath(panel, params);
  if ("refusal" in read) return read.refusal;
  if (systemFolders.includes(read.path)) return refuse(panel, "dangerous");
  const gone = await recycle(panel, read.path);
  return gone ? done(panel, "folderRecycled") : refuse(panel, "noFolder");
}
