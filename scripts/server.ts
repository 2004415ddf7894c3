import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import "dotenv/config";
import { env } from "#app/env.server.ts";
import { services } from "#app/services.server.ts";
import { createWeb } from "./web/web.ts";

const DEADLINE_MS = 10_000;
const folder = path.join(import.meta.dirname, "..", "build");
if (!fs.existsSync(path.join(folder, "server", "index.js"))) {
  console.error("There is no build yet: run `npm run build` first.");
  process.exit(1);
}
const build: ServerBuild = await import(pathToFileURL(path.join(folder, "server", "index.js")).href);
const { log, db, passwords } = services;

const web = createWeb({ build, appUrl: env.APP_URL, log, clientFolder: path.join(folder, "client") });
const server = web.listen(env.PORT, () => log.info({ url: env.APP_URL, port: env.PORT }, "web is ready"));
// Above a proxy's own keep-alive, or visitors meet 502s. An upload on a slow line may take an hour;
// what ends it is silence, not length.
server.keepAliveTimeout = 65_000;
server.headersTimeout = 66_000;
server.requestTimeout = 0;
server.setTimeout(120_000);
server.once("error", (error) => {
  log.fatal({ reason: error.message }, "web could not listen");
  process.exit(1);
});

let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, "web is stopping");
    setTimeout(() => process.exit(1), DEADLINE_MS).unref();
    server.close(async () => {
      await Promise.allSettled([db.destroy(), passwords.close()]);
      process.exit(0);
    });
    server.closeIdleConnections();
  });
}
