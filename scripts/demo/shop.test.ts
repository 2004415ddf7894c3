import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { startShop } from "./shop.ts";

function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-shop-"));
  fs.chmodSync(folder, 0o755);
  return folder;
}

function occupy(port: number): Promise<net.Server | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer().once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

function isAlive(id: number | undefined): boolean {
  try {
    process.kill(id ?? -1, 0);
    return true;
  } catch {
    return false;
  }
}

/** The worker adds it at the first start only: the same id means the same data. */
async function serverOf(databaseUrl: string): Promise<string> {
  const db = connect(databaseUrl, { max: 1 });
  const { id } = await db.selectFrom("servers").select("id").executeTakeFirstOrThrow();
  await db.destroy();
  return id;
}

test("a shop starts though the usual ports are taken, stops without leaving a process, and keeps its data", async () => {
  const folder = temporaryFolder();
  const taken = await Promise.all([3000, 3001, 8080, 2121].map(occupy));

  const first = await startShop({ folder, fast: true });
  const ids = [first.web.child.pid, first.worker.child.pid];
  await expect
    .poll(async () => (await fetch(`${first.appUrl}/ready`)).json(), { timeout: 10_000 })
    .toEqual({ ready: true, migrations: "done", worker: "alive", scheduler: "on time" });
  const server = await serverOf(first.databaseUrl);
  await first.stop();
  expect(first.web.child.exitCode, first.web.said()).toBe(0);
  expect(first.worker.child.exitCode, first.worker.said()).toBe(0);
  expect(ids.map(isAlive)).toEqual([false, false]);
  await expect(fetch(`${first.appUrl}/health`)).rejects.toThrow();

  const second = await startShop({ folder, fast: true });
  expect(await serverOf(second.databaseUrl)).toBe(server);
  await second.stop();
  for (const server of taken) server?.close();
  fs.rmSync(folder, { recursive: true, force: true });
}, 120_000);

test("npm passes a stop on: the web process started by `npm start` ends in good order", async () => {
  const folder = temporaryFolder();
  const shop = await startShop({ folder, fast: true, beside: true });
  await shop.web.stop();
  const npm = process.env.npm_execpath;
  const command = npm ? [process.execPath, npm] : ["npm"];
  const child = spawn(command[0]!, [...command.slice(1), "start"], {
    env: { ...shop.env, LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk));
  await expect
    .poll(
      () =>
        fetch(`${shop.appUrl}/health`).then(
          (r) => r.status,
          () => 0,
        ),
      { timeout: 30_000 },
    )
    .toBe(200);

  const gone = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  child.kill("SIGTERM");
  await gone;
  expect(said).toContain("web is stopping");
  await expect
    .poll(() =>
      fetch(`${shop.appUrl}/health`).then(
        () => "answers",
        () => "gone",
      ),
    )
    .toBe("gone");
  await shop.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}, 120_000);
