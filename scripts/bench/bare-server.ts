import fs from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import compression from "compression";
import express from "express";
import pg from "pg";
import pino from "pino";

/**
 * What our pages and uploads are compared with: Express and as many layers as the shop has before its pages, with
 * finished HTML from a folder, the order list's rows read by hand, and a body piped straight to disk.
 */
const { PORT, PAGES, DATABASE_URL, USER_ID } = process.env;
if (!PORT || !PAGES) throw new Error("PORT and PAGES must be set");
const log = pino({ base: null });
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 20 });
const page = (name: string) => fs.readFileSync(path.join(PAGES, name), "utf8");
const pricing = page("pricing.html");
const orders = page("orders.html");

const app = express();
app.use((request, response, next) => {
  const started = performance.now();
  response.on("close", () =>
    log.info({ path: request.path, status: response.statusCode, ms: performance.now() - started }, "request"),
  );
  next();
});
app.use((request, response, next) => (request.method === "TRACE" ? response.sendStatus(405) : next()));
app.use(compression());
app.use("/assets", express.static(path.join(PAGES, "assets")));
app.use(express.static(PAGES, { index: false, extensions: [] }));
app.get("/ready", (_, response) => response.send("ready"));
app.get("/pricing", (_, response) => response.type("html").send(pricing));
app.get("/orders", async (_, response) => {
  const { rows } = await pool.query(
    `select orders.*, plans.name as plan_name from orders join plans on plans.id = orders.plan_id
     where orders.user_id = $1 order by orders.created_at desc, orders.id desc limit 21`,
    [USER_ID],
  );
  response.setHeader("x-rows", String(rows.length)).type("html").send(orders);
});
app.post("/disk", async (request, response) => {
  await pipeline(request, fs.createWriteStream(path.join(PAGES, "body")));
  response.send("stored");
});
const server = app.listen(Number(PORT), "127.0.0.1");
process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
