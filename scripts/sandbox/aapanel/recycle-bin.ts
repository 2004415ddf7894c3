import { rm } from "node:fs/promises";
import { posix } from "node:path";
import { clean, moveOver, noteRemoved, sizeOf, statOf } from "./disk.ts";
import { type Action, done, type Panel, type Params, refuse } from "./panel.ts";

const bin = "/.Recycle_bin";

export const recycleActions: Record<string, Action> = {
  Get_Recycle_bin,
  Del_Recycle_bin,
  Close_Recycle_bin,
};

/** Moves a file or folder into the bin: gone from its place, not from the disk. */
export async function recycle(panel: Panel, path: string): Promise<boolean> {
  const target = clean(path);
  const stat = await statOf(panel.disk.real(target));
  if (!stat) return false;
  const time = Date.now() / 1000;
  const size = await sizeOf(panel.disk.real(target));
  const rname = `${target.replaceAll("/", "_bt_")}_t_${time}${Math.floor(Math.random() * 1e6)}`;
  noteRemoved(panel.state, target);
  await moveOver(panel.disk.real(target), panel.disk.real(`${bin}/${rname}`));
  const name = posix.basename(target);
  panel.state.recycled.push({
    rname,
    dname: target,
    name,
    time: Math.floor(time),
    size,
    dir: stat.isDirectory(),
  });
  panel.save();
  return true;
}

function Get_Recycle_bin(panel: Panel) {
  const row = ({ rname, dname, name, time, size }: (typeof panel.state.recycled)[number]) => ({
    rname,
    dname,
    name,
    time,
    size,
  });
  const items = panel.state.recycled;
  if (panel.flavour === "baota") {
    return { list: items.map((item) => ({ ...row(item), is_dir: item.dir })), status: true };
  }
  const dirs = items.filter((item) => item.dir).map(row);
  return { dirs, files: items.filter((item) => !item.dir).map(row), status: true };
}

async function Del_Recycle_bin(panel: Panel, params: Params) {
  const path = params.need("path");
  if (path.includes("./")) return refuse(panel, "unsafePath");
  const rname = posix.basename(clean(path));
  await rm(panel.disk.real(`${bin}/${rname}`), { recursive: true, force: true });
  panel.state.recycled = panel.state.recycled.filter((item) => item.rname !== rname);
  panel.save();
  return done(panel, "erased");
}

async function Close_Recycle_bin(panel: Panel) {
  await rm(panel.disk.real(bin), { recursive: true, force: true });
  panel.state.recycled = [];
  panel.save();
  return done(panel, "erased");
}
