import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const SERVERS = ["/usr/sbin", "/usr/local/sbin"];

/**
 * Where a program of the machine is, or null: on the PATH, or where Debian keeps servers, there also under its name
 * with a version ("php-fpm8.2").
 */
export function findProgram(name: string): string | null {
  const folders = [...(process.env.PATH ?? "").split(path.delimiter), ...SERVERS];
  const exact = folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
  const versioned = SERVERS.filter((folder) => fs.existsSync(folder)).flatMap((folder) =>
    fs
      .readdirSync(folder)
      .filter((file) => file.startsWith(name) && /^\d+\.\d+$/.test(file.slice(name.length)))
      .map((file) => path.join(folder, file)),
  );
  return exact ?? versioned.sort().at(-1) ?? null;
}

/** Why the tests against a real server cannot run here, or null. CI that installed the programs must not skip them. */
export function whyNot(...needs: { program?: string; isRoot?: true }[]): string | null {
  const missing = needs.find((need) => need.program && !findProgram(need.program));
  const reason = missing
    ? `${missing.program} is not installed`
    : needs.some((need) => need.isRoot) && process.getuid?.() !== 0
      ? "it needs root to shut users into their folders"
      : null;
  if (reason && process.env.REAL_SERVERS === "required") throw new Error(`Real servers: ${reason}`);
  return reason;
}

/** Starts a server of the machine and waits until it answers on `port`; `stop` ends it and waits for that. */
export async function startProgram(name: string, args: string[], port: number) {
  const child = spawn(findProgram(name) ?? name, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    said += piece;
  });
  for (const until = Date.now() + 10_000; !(await answers(port)); await pause(20)) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`${name} did not start: ${said}`);
  }
  return { child, stop: () => end(child) };
}

/** A port nobody listens on, with `more` free ones behind it, below those the system hands out. */
export async function freePorts(more: number): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const first = 20_000 + Math.floor(Math.random() * 12_000);
    const ports = Array.from({ length: more + 1 }, (_, at) => first + at);
    if ((await Promise.all(ports.map(answers))).every((isTaken) => !isTaken)) return first;
  }
  throw new Error("no free ports");
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await Promise.race([gone, pause(5_000).then(() => child.kill("SIGKILL"))]);
}
