import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");

export type Running = { name: string; child: ChildProcess; stop(): Promise<void>; said(): string };

type Options = { env: NodeJS.ProcessEnv; logFile: string; onExit?: (code: number | null) => void };

/**
 * Starts one of our scripts as a process of its own, its log in a file.
 * Node is started directly: shells and `npx` do not pass a stop on.
 */
export function startScript(script: string, { env, logFile, onExit }: Options): Running {
  fs.mkdirSync(path.dirname(logFile), { recursive: true });
  const log = fs.openSync(logFile, "a");
  const child = spawn(process.execPath, ["--import", "tsx", path.join(root, "scripts", script)], {
    cwd: root,
    env,
    stdio: ["ignore", log, log],
    // Of its own group, so that Ctrl-C reaches only the one who stops the others in order.
    detached: true,
  });
  fs.closeSync(log);
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.once("exit", (code) => onExit?.(code));
  return {
    name: script,
    child,
    said: () => fs.readFileSync(logFile, "utf8").slice(-4000),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), 15_000);
      await gone;
      clearTimeout(force);
    },
  };
}

/** Waits until `url` answers 200, or throws with what the process said. */
export async function answering(url: string, running: Running, timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    const ended = running.child.exitCode !== null;
    if (response?.ok && !ended) return;
    if (ended || Date.now() > deadline) {
      throw new Error(`${running.name} did not become ready.\n${running.said()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
