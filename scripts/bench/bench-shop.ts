import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { connect, type Db } from "#db/client.ts";
import { type Shop, startShop } from "../demo/shop.ts";
import { freePort } from "../ports.ts";
import { answering, type Running, startScript } from "../processes.ts";

export type BenchShop = Shop & { db: Db; folder: string };
export type Served = Running & { url: string; origin: string };

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** What the benches started beside the shop; an interruption must leave none of it behind. */
const parts = new Set<Running>();

/** Runs `work` on a whole shop of its own, thrown away after. */
export async function withShop<T>(work: (shop: BenchShop) => Promise<T>): Promise<T> {
  shareSecrets();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-bench-"));
  // The database runs as another user when we are root.
  fs.chmodSync(folder, 0o755);
  let shop: Shop | undefined;
  let db: Db | undefined;
  const interrupted = async () => {
    for (const part of parts) await part.stop();
    await shop?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    shop = await startShop({ folder, fast: true, beside: true });
    db = connect(shop.databaseUrl, { max: 8 });
    return await work({ ...shop, db, folder });
  } catch (error) {
    if (shop) console.error(`Web: ${shop.web.said()}\nWorker: ${shop.worker.said()}`);
    throw error;
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    await db?.destroy();
    await shop?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The shop's own web runs in development, since production refuses sandboxes; both must read the same sessions. */
function shareSecrets(): void {
  process.env.SESSION_SECRETS ??= randomBytes(24).toString("hex");
  process.env.ENCRYPTION_KEYS ??= randomBytes(24).toString("hex");
}

/** Another web process on the shop's database, as it runs for real. It can reach neither gateway nor panel. */
export async function startProductionWeb(shop: BenchShop): Promise<Served> {
  const port = await freePort();
  const origin = "https://bench.lumicloud.example";
  const env: NodeJS.ProcessEnv = {
    ...shop.env,
    NODE_ENV: "production",
    APP_URL: origin,
    PORT: String(port),
    IPAYMU_URL: "",
    IPAYMU_ENV: "sandbox",
    AAPANEL_URL: "",
    SITES_DOMAIN: "situs.example",
  };
  // Not /ready: that asks for a worker too, which many benches have stopped.
  return serve("server.ts", { port, origin, ready: "/health", env, folder: shop.folder });
}

/** What a browser and the proxy before the shop say of where a form comes from. */
export function throughProxy(origin: string): Record<string, string> {
  return { origin, "x-forwarded-host": new URL(origin).host };
}

type Serve = { port: number; origin: string; ready: string; env: NodeJS.ProcessEnv; folder: string };

/** Starts a script that listens, and waits until it answers. Its log goes to the shop's folder. */
export async function serve(script: string, { port, origin, ready, env, folder }: Serve): Promise<Served> {
  const logFile = path.join(folder, `${path.basename(script)}-${port}.log`);
  const running = startPart(script, { env, logFile });
  const url = `http://127.0.0.1:${port}`;
  try {
    await answering(url + ready, running);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return { ...running, url, origin };
}

/** Starts a script that does not outlive this process. */
export function startPart(script: string, how: { env: NodeJS.ProcessEnv; logFile: string }): Running {
  const running = startScript(script, how);
  parts.add(running);
  running.child.once("exit", () => parts.delete(running));
  return running;
}
