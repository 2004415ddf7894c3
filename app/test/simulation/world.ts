import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Kysely, PostgresDialect, sql } from "kysely";
import pino from "pino";
import { createPanel } from "#app/adapters/aapanel/aapanel.server.ts";
import { createTransfer } from "#app/adapters/ftp/ftp.server.ts";
import { createIpaymu } from "#app/adapters/ipaymu/ipaymu.server.ts";
import type { Mailer } from "#app/adapters/mail/mail.server.ts";
import { openStore } from "#app/adapters/storage/storage.server.ts";
import { createVault } from "#app/adapters/vault/vault.server.ts";
import { addStarterPlans } from "#app/domain/catalog/starter-plans.ts";
import type { Settings } from "#app/domain/settings.ts";
import type { DB } from "#db/schema.ts";
import { startAapanelSandbox } from "#scripts/sandbox/aapanel/server.ts";
import { startIpaymuSandbox } from "#scripts/sandbox/ipaymu/server.ts";
import { aServer } from "../hosting.ts";
import { connectMortal, createFate, mortal } from "../killable.ts";
import { createClock } from "./clock.ts";
import { preparingPool } from "./prepared.ts";
import { noteTouches } from "./touches.ts";

/** A notice as the gateway posted it; whether and when the shop gets it is for the simulation to say. */
export type Post = { body: string; contentType: string; externalId: string | null; signature: string | null };

export type World = Awaited<ReturnType<typeof createWorld>>;

/** Where every simulated story begins: noon in WIB on the last day of a month, when months are hardest. */
const START = new Date("2027-01-31T05:00:00Z");

/**
 * A shop on an empty migrated database, with a gateway and a panel on real ports, all on one clock that is moved by
 * hand. `db`, `gateway` and the rest in `deps` are a process that may be killed; `books` reads beside it.
 */
export async function createWorld(given: { databaseUrl: string; folder: string; settings: Settings }) {
  const clock = createClock(START);
  const fate = createFate();
  const pool = await preparingPool(given.databaseUrl, 4);
  const books = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  const db = connectMortal(given.databaseUrl, fate, await preparingPool(given.databaseUrl, 4));
  const ipaymu = await startIpaymuSandbox({ now: clock.now });
  const aapanel = await startAapanelSandbox({ root: path.join(given.folder, "panel"), isKept: false });
  const door = await openDoor();
  const letters: { to: string; subject: string }[] = [];
  const mailer: Mailer = {
    async send({ to, subject }) {
      letters.push({ to, subject });
    },
  };
  const vault = createVault(["a key that is only used in tests, 32+"]);
  const gateway = createIpaymu({
    baseUrl: ipaymu.url,
    va: ipaymu.va,
    apiKey: ipaymu.apiKey,
    timeoutMs: 400,
  });
  const deps = {
    db,
    gateway: mortal("gateway", gateway, fate, ["readNotice"]),
    mailer: mortal("mailer", mailer, fate),
    vault,
    store: openStore(`file:${path.join(given.folder, "uploads")}`),
    log: pino({ level: "silent" }),
    settings: { ...given.settings, appUrl: door.url },
    panelOf: (address: Parameters<typeof createPanel>[0]) => mortal("panel", createPanel(address), fate),
    transferTo: (address: Parameters<typeof createTransfer>[0]) =>
      mortal("ftp", createTransfer(address), fate),
  };
  await followClock();
  await noteTouches(books);
  await addStarterPlans(books);
  await aServer({ db: books, vault, aapanel }, clock.now());

  /** In this database a job that may run at once may do so by the simulated clock. */
  async function followClock() {
    await sql`create table simulated_clock (at timestamptz not null)`.execute(books);
    await sql`insert into simulated_clock values (${clock.now()})`.execute(books);
    await sql`create function by_simulated_clock() returns trigger language plpgsql as $$ begin
      if new.run_at = now() then new.run_at := (select at from public.simulated_clock); end if;
      return new; end $$`.execute(books);
    await sql`create trigger by_simulated_clock before insert on graphile_worker._private_jobs
      for each row execute function by_simulated_clock()`.execute(books);
  }

  return {
    clock,
    fate,
    books,
    deps,
    ipaymu,
    aapanel,
    letters,
    async moveTo(moment: number) {
      clock.moveTo(moment);
      await sql`update simulated_clock set at = ${clock.now()}`.execute(books);
      ipaymu.sweep();
    },
    /** What autovacuum does elsewhere: no dead jobs in the way, and statistics of how much there is. */
    async tidy() {
      await sql`vacuum graphile_worker._private_jobs`.execute(books);
      await sql`analyze`.execute(books);
    },
    /** The notices the gateway has sent since the last call, in their order. */
    async takePosts(): Promise<Post[]> {
      await ipaymu.idle();
      return door.take();
    },
    async stop() {
      await Promise.all([ipaymu.stop(), aapanel.stop(), door.stop()]);
      await Promise.all([db.destroy(), books.destroy()]);
    },
  };
}

/** Where the gateway posts its notices: everything is answered 200 and kept. */
async function openDoor() {
  let posts: Post[] = [];
  const server = http.createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (piece: string) => {
      body += piece;
    });
    request.on("end", () => {
      const header = (name: string) => String(request.headers[name] ?? "") || null;
      posts.push({
        body,
        contentType: header("content-type") ?? "",
        externalId: header("x-external-id"),
        signature: header("x-signature"),
      });
      response.end("OK");
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = posts;
      posts = [];
      return taken;
    },
    stop: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
