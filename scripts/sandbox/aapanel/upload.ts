import { appendFile, chmod, rename } from "node:fs/promises";
import { clean, makeFolders, statOf } from "./disk.ts";
import { type Action, done, HandlerCrashed, type Panel, type Params, refuse } from "./panel.ts";

export const uploadActions: Record<string, Action> = { upload };

/** Pieces are appended to a temporary file beside the target; a bare number says how far it is. */
async function upload(panel: Panel, params: Params) {
  const [folder, name] = [params.need("f_path"), params.need("f_name")];
  const [size, start] = [Number(params.need("f_size")), Number(params.need("f_start"))];
  const modes = { dir: params.get("dir_mode"), file: params.get("file_mode") };
  const blob = params.blob("blob") ?? Buffer.from(params.get("b64_data") ?? "", "base64");
  if (/[;&<>]|\.\//.test(name)) return refuse(panel, "badUploadName");
  if (name.includes("/")) throw new HandlerCrashed("a slash in f_name");

  const made = await makeFolders(panel.disk, folder);
  // New nested folders stay with root unless both modes are sent.
  if (made.length > 1 && !(modes.dir && modes.file)) panel.state.rootOwned.push(...made.slice(0, -1));
  const temporary = panel.disk.real(`${folder}/${name}.${size}.upload.tmp`);
  const stored = (await statOf(temporary))?.size ?? 0;
  if (start !== stored) return stored;
  if (panel.faults.take("disk-full", "upload")) throw new HandlerCrashed("No space left on device");
  await appendFile(temporary, blob, { mode: 0o644 });
  const now = stored + blob.length;
  if (now > size && panel.flavour === "baota") return refuse(panel, "uploadStuck");
  if (now !== size) return now;

  const target = panel.disk.real(clean(`${folder}/${name}`));
  await rename(temporary, target);
  const mode = modes.dir && modes.file ? Number.parseInt(modes.file, 8) : 0o644;
  await chmod(target, Number.isNaN(mode) ? 0o644 : mode);
  panel.save();
  return done(panel, "uploaded");
}
