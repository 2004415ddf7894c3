import { sql } from "kysely";
import { createPanel } from "#app/adapters/aapanel/aapanel.server.ts";
import { createTransfer } from "#app/adapters/ftp/ftp.server.ts";
import { createIpaymu } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { openPayment } from "#app/domain/billing/payments/attempts.server.ts";
import { settleTransaction } from "#app/domain/billing/payments/settlement.server.ts";
import { renewSubscription } from "#app/domain/billing/renewals/renewals.server.ts";
import { provisionWebsite } from "#app/domain/hosting/websites/provisioning.server.ts";
import { switchWebsite } from "#app/domain/hosting/websites/standing.server.ts";
import type { Db } from "#db/client.ts";
import { startIpaymuSandbox } from "#scripts/sandbox/ipaymu/server.ts";
import { anOpenOrder } from "./billing.ts";
import { cloneDatabase } from "./database.ts";
import { test } from "./fixtures.ts";
import { aServer } from "./hosting.ts";
import { connectMortal, createFate, mortal } from "./killable.ts";
import { openBill } from "./renewing.ts";

/** The moment of every sale in the town. */
export const SALE = new Date("2027-01-31T05:00:00Z");

/** The gateway's notices go nowhere here: each test says what is asked and when. */
const NO_NOTICES = { retryMs: [] };

export type Sold = {
  userId: string;
  orderId: string;
  subscriptionId: string;
  websiteId: string;
  host: string;
};
export type Town = ReturnType<typeof aTown>;
type Given = Omit<Parameters<typeof aTown>[0], "fate" | "db" | "mortalDb" | "ipaymu">;

/** A whole shop on real servers, whose worker can be killed at any step. */
export const townTest = test.extend<{ town: Town }>({
  town: async ({ aapanel, vault, settings, log }, use) => {
    const { db, url, drop } = await cloneDatabase();
    const fate = createFate();
    const mortalDb = connectMortal(url, fate);
    const ipaymu = await startIpaymuSandbox({ now: () => SALE, callbacks: NO_NOTICES });
    const given: Given = { aapanel, vault, settings, log };
    await aServer({ db, vault, aapanel }, SALE);
    // Here many sites go off in a day on purpose.
    await db
      .updateTable("brake")
      .set({ allowed_until: new Date("2099-01-01T00:00:00Z") })
      .execute();
    await use(aTown({ ...given, fate, db, mortalDb, ipaymu }));
    await ipaymu.stop();
    await mortalDb.destroy();
    await drop();
  },
});

type Servers = Pick<Parameters<typeof aServer>[0], "aapanel" | "vault"> & {
  settings: Parameters<typeof settleTransaction>[0]["settings"];
  log: Parameters<typeof provisionWebsite>[0]["log"];
};

function aTown(
  given: Servers & {
    fate: ReturnType<typeof createFate>;
    db: Db;
    mortalDb: Db;
    ipaymu: Awaited<ReturnType<typeof startIpaymuSandbox>>;
  },
) {
  const { fate, db, mortalDb, ipaymu, aapanel, vault, settings, log } = given;
  const gateway = createIpaymu({ baseUrl: ipaymu.url, va: ipaymu.va, apiKey: ipaymu.apiKey });
  const common = { vault, settings, log };
  /** What never dies, for preparing and looking. */
  const shop = { ...common, db, gateway, panelOf: createPanel, transferTo: createTransfer };
  /** The same as the worker has it that may die. */
  const worker = {
    ...common,
    db: mortalDb,
    gateway: mortal("gateway", gateway, fate, ["readNotice"]),
    panelOf: (to: Parameters<typeof createPanel>[0]) => mortal("panel", createPanel(to), fate),
    transferTo: (to: Parameters<typeof createTransfer>[0]) => mortal("ftp", createTransfer(to), fate),
  };
  let sold = 0;

  /** An order that somebody has paid, of which nobody has told the shop. */
  async function paidOrder() {
    sold += 1;
    const label = `mati-${sold}`;
    const order = await anOpenOrder(shop, { now: SALE, site: { label } });
    const { trxId } = await ipaymu.pay(order.reference, { channel: "bca" });
    return { ...order, trxId, host: `${label}.${settings.sitesDomain}` };
  }

  async function sell(): Promise<Sold> {
    const { trxId, orderId, userId, host } = await paidOrder();
    await settleTransaction(shop, trxId, SALE);
    const site = await db
      .selectFrom("websites")
      .select(["id", "subscription_id"])
      .where("order_id", "=", orderId)
      .executeTakeFirstOrThrow();
    return { userId, orderId, subscriptionId: site.subscription_id, websiteId: site.id, host };
  }

  return {
    fate,
    db,
    shop,
    worker,
    ipaymu,
    aapanel,
    paidOrder,
    sell,
    async sellAndMake(): Promise<Sold> {
      const one = await sell();
      const { outcome } = await provisionWebsite(shop, one, SALE);
      if (outcome !== "active") throw new Error(outcome);
      return one;
    },
    renew: (one: Sold, now: Date) => renewSubscription(shop, one, now),
    follow: (one: Sold, now: Date) => switchWebsite(shop, one, now),
    /** Pays the open bill at the gateway; nobody tells the shop. */
    async payBill({ subscriptionId }: Sold, now: Date) {
      const { reference } = await openBill(shop, subscriptionId, now);
      return (await ipaymu.pay(reference, { channel: "bca" })).trxId;
    },
    async openAgain({ userId, orderId }: { userId: string; orderId: string }) {
      return openPayment(shop, { userId, orderId, locale: "id", now: SALE });
    },
    clearQueue: () => sql`delete from graphile_worker._private_jobs`.execute(db),
    picture: (one: { userId: string; host: string }) => picture({ db, aapanel }, one),
  };
}

const TABLES = [
  "select to_jsonb(t) - '{id}'::text[] as row from orders t where user_id = $1 order by created_at, number",
  "select to_jsonb(t) as row from payment_attempts t join orders o on o.id = t.order_id where o.user_id = $1 order by t.reference_id",
  "select to_jsonb(t) as row from gateway_transactions t join orders o on o.id = t.order_id where o.user_id = $1 order by t.trx_id",
  "select to_jsonb(t) as row from subscriptions t where user_id = $1",
  "select to_jsonb(t) as row from subscription_periods t join subscriptions s on s.id = t.subscription_id where s.user_id = $1 order by t.starts_at",
  "select to_jsonb(t) - '{ftp_password_encrypted}'::text[] as row from websites t where user_id = $1",
  "select to_jsonb(t) as row from invoices t where user_id = $1 order by number",
  "select to_jsonb(t) as row from credit_entries t where user_id = $1 order by amount_idr",
  "select to_jsonb(t) - '{opened_at}'::text[] as row from attention_items t where user_id = $1 order by kind",
  "select to_jsonb(t) - '{id}'::text[] as row from audit_log t join orders o on o.id = t.order_id where o.user_id = $1 order by t.id",
];

/** All that is known of one customer, in the books, in the queue and on the panel, with names instead of ids. */
async function picture(
  { db, aapanel }: { db: Db; aapanel: Servers["aapanel"] },
  { userId, host }: { userId: string; host: string },
): Promise<string[]> {
  const lines: string[] = [];
  for (const statement of TABLES) {
    const [before = "", after = ""] = statement.split("$1");
    const { rows } = await sql<{ row: object }>`${sql.raw(before)}${userId}${sql.raw(after)}`.execute(db);
    const table = /from (\w+) t/.exec(statement)?.[1];
    lines.push(...rows.map(({ row }) => `${table} ${JSON.stringify(row)}`));
  }
  const { rows: jobs } = await sql<{ row: object }>`
    select jsonb_build_object('job', identifier, 'payload', payload, 'key', key, 'priority', job.priority) as row
    from graphile_worker._private_jobs as job join graphile_worker._private_tasks as task on task.id = task_id
    order by identifier, payload::text`.execute(db);
  lines.push(...jobs.map(({ row }) => JSON.stringify(row)));
  for (const site of aapanel.sites().filter((one) => one.name === host))
    lines.push(`site ${site.status} ${site.ps} ${site.path}`);
  for (const user of aapanel.ftpUsers().filter((one) => one.path.endsWith(`/${host}`)))
    lines.push(`ftp ${user.status} ${user.name}`);
  const isJob = (line: string) => line.startsWith('{"job"');
  const told = named(lines, host);
  return [...told.filter((line) => !isJob(line)), ...told.filter(isJob).sort()];
}

/** What differs from customer to customer by its nature gets a name in the order it appears. */
function named(lines: string[], host: string): string[] {
  const names = new Map<string, string>();
  const name = (kind: string) => (found: string) => {
    if (!names.has(found)) names.set(found, `${kind}${names.size}`);
    return names.get(found) ?? found;
  };
  return lines.map((line) =>
    line
      .replaceAll(host, "HOST")
      .replaceAll(host.split(".")[0]!, "LABEL")
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, name("id"))
      .replace(/lc_[0-9a-f]{12}/g, name("ftp"))
      .replace(/(LC|INV)-\d{4}-\d{6}/g, name("number"))
      .replace(/"2\d{5}"|:2\d{5}\b/g, name("trx"))
      .replace(/"panel_site_id": ?\d+/, '"panel_site_id":N')
      .replace(/127\.0\.0\.1:\d+/g, "ADDRESS"),
  );
}
