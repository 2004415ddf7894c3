import { createReadStream, createWriteStream, type Stats, type WriteStream } from "node:fs";
import { chmod, mkdir, readdir, realpath, rename, rmdir, stat, unlink } from "node:fs/promises";
import { posix } from "node:path";
import { FileSystem, type FtpConnection } from "ftp-srv";
import { clean, isInside, noteMoved, noteRemoved } from "./disk.ts";
import { slowedOrCut, type WithSockets } from "./ftp-faults.ts";
import type { Panel } from "./panel.ts";

type NamedStats = Stats & { name: string };

/**
 * One log-in's view of the disk: its home is `/`, links that lead out of it are not there, and neither the
 * panel's immutable files nor what lies in a folder of root's can be changed.
 */
export function createFtpFiles(panel: Panel, connection: FtpConnection, home: string): FileSystem {
  const { disk, state } = panel;
  const files = new FileSystem(connection, { root: disk.real(home), cwd: "/" });
  let cwd = "/";

  const client = (name: string) => clean(name.startsWith("/") ? name : `${cwd}/${name}`);
  const panelPath = (name: string) => clean(home + client(name));

  async function existing(name: string): Promise<string> {
    const real = await disk.follow(panelPath(name), home);
    if (!real) throw new Error("No such file or directory");
    return real;
  }
  async function writable(name: string): Promise<string> {
    const path = panelPath(name);
    const parent = await disk.follow(posix.dirname(path), home);
    const inParent = parent && clean(`${disk.panel(parent)}/${posix.basename(path)}`);
    if (!inParent || path === home) throw new Error("No such file or directory");
    if (state.immutable.includes(inParent)) throw new Error("Operation not permitted");
    if (state.rootOwned.includes(posix.dirname(inParent))) throw new Error("Permission denied");
    return disk.real(inParent);
  }
  function note(change: () => void) {
    change();
    panel.save();
  }

  return Object.assign(files, {
    currentDirectory: () => cwd,
    async get(name: string): Promise<NamedStats> {
      return Object.assign(await stat(await existing(name)), { name });
    },
    async list(name = "."): Promise<NamedStats[]> {
      const folder = await existing(name);
      const found = await Promise.all(
        (await readdir(folder)).map(async (entry) => {
          const facts = await stat(`${folder}/${entry}`).catch(() => null);
          return facts && Object.assign(facts, { name: entry });
        }),
      );
      return found.filter((entry) => entry !== null);
    },
    async chdir(name = "."): Promise<string> {
      if (!(await stat(await existing(name))).isDirectory()) throw new Error("Not a directory");
      cwd = client(name);
      return cwd;
    },
    async write(name: string, { append = false, start }: { append?: boolean; start?: number } = {}) {
      const real = await writable(name);
      const within = await realpath(real).catch(() => real);
      if (!isInside(disk.panel(within), disk.panel(await realpath(disk.real(home))))) {
        throw new Error("No such file or directory");
      }
      if (panel.faults.take("disk-full", "STOR")) throw new Error("No space left on device");
      const flags = append ? "a" : start === undefined ? "w" : "r+";
      const stream = createWriteStream(within, { flags, start: append ? undefined : start, mode: 0o644 });
      closeWithConnection(connection, stream);
      const target = slowedOrCut(panel, connection, stream);
      // ftp-srv announces the end of the data by emitting "close" itself and leaves ending the file to us.
      target.once("close", () => target.end());
      return { stream: target, clientPath: client(name) };
    },
    async read(name: string, { start }: { start?: number } = {}) {
      const real = await existing(name);
      if ((await stat(real)).isDirectory()) throw new Error("Cannot read a directory");
      return { stream: createReadStream(real, { start }), clientPath: client(name) };
    },
    async delete(name: string): Promise<void> {
      const real = await writable(name);
      const facts = await stat(real).catch(() => null);
      await (facts?.isDirectory() ? rmdir(real) : unlink(real));
      note(() => noteRemoved(state, disk.panel(real)));
    },
    async mkdir(name: string): Promise<string> {
      await mkdir(await writable(name), { mode: 0o755 });
      return client(name);
    },
    async rename(from: string, to: string): Promise<void> {
      const [old, next] = [await writable(from), await writable(to)];
      await rename(old, next);
      note(() => noteMoved(state, disk.panel(old), disk.panel(next)));
    },
    async chmod(name: string, mode: string | number): Promise<void> {
      await chmod(await writable(name), Number(mode) & 0o777);
    },
  });
}

/** A client that goes away in the middle leaves what it sent, and no open file. */
function closeWithConnection(connection: FtpConnection, stream: WriteStream): void {
  const { commandSocket } = connection as WithSockets;
  const close = () => stream.destroy();
  commandSocket.once("close", close);
  stream.once("close", () => commandSocket.off("close", close));
}
