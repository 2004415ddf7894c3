import { sql } from "kysely";
import { expect } from "vitest";
import { listSessions } from "#app/domain/accounts/sessions.server.ts";
import { listMatters } from "#app/domain/attention/matters.server.ts";
import { listCoupons } from "#app/domain/billing/coupons/coupon-office.server.ts";
import { listCredit } from "#app/domain/billing/credit/credit.server.ts";
import { listDifferences } from "#app/domain/billing/safety/differences.server.ts";
import { listBackups } from "#app/domain/hosting/backups/backups-restore.server.ts";
import { listDeployments } from "#app/domain/hosting/deployments/deployments.server.ts";
import { listUploads } from "#app/domain/hosting/uploads/uploads.server.ts";
import { findStaffWebsites } from "#app/domain/hosting/websites/staff-websites.server.ts";
import type { Db } from "#db/client.ts";
import { aCustomer } from "./billing.ts";
import { test } from "./fixtures.ts";
import { manySubscriptions } from "./many-subscriptions.ts";
import { plansOf } from "./plans.ts";

/** What grows with the shop and its age. */
const WHOLE_TABLE =
  /Seq Scan on (users|sessions|orders|subscriptions|credit_entries|websites|attention_items|differences|coupons|deployments|backups|uploads)\b/;
const SORT = /\bSort\b/;

type Owned = {
  userId: string;
  websiteId: string;
  orderId: string;
  email: string;
  number: string;
  /** An archive with a thousand newer ones. */
  deep: string;
};
type List = { read: (db: Db, owned: Owned) => Promise<unknown>; isSorted?: true };

/** Those marked sort the few of one person; every other list is read in the order of an index. */
const LISTS: Record<string, List> = {
  "a site's deployments": {
    read: async (db, { userId, websiteId }) =>
      listDeployments(db, userId, websiteId, { limit: 21, upTo: 500 }),
  },
  "a site's backups": { read: (db, { userId, websiteId }) => listBackups(db, userId, websiteId) },
  "a site's uploads": {
    read: (db, { userId, websiteId, deep }) => listUploads(db, { userId, websiteId, before: deep }),
  },
  "an account's sessions": { read: (db, { userId }) => listSessions(db, userId, new Date()), isSorted: true },
  "an order's credit": { read: (db, { userId, orderId }) => listCredit(db, userId, orderId), isSorted: true },
  "what waits for a person": { read: (db) => listMatters(db) },
  "differences with the gateway": { read: (db) => listDifferences(db) },
  "a site by how its name begins": { read: (db) => findStaffWebsites(db, "banyak-123"), isSorted: true },
  "a site by its owner": { read: (db, { email }) => findStaffWebsites(db, email), isSorted: true },
  "a site by an order": { read: (db, { number }) => findStaffWebsites(db, number), isSorted: true },
  coupons: { read: (db) => listCoupons(db) },
};

test("the lists of a site and of the office are found by an index, however old the shop is", async ({
  db,
}) => {
  await manySubscriptions(db, { count: 4000, due: 0 });
  const owned = await withHistory(db);
  for (const [name, { read, isSorted }] of Object.entries(LISTS)) {
    const all = (await plansOf(db, (watched) => read(watched, owned))).join("\n\n");
    expect.soft(all, name).not.toMatch(WHOLE_TABLE);
    if (!isSorted) expect.soft(all, name).not.toMatch(SORT);
  }
});

/** Years of everything: of all sites a little, of one of them much; of the office's matters most are settled. */
async function withHistory(db: Db): Promise<Owned> {
  const staff = await aCustomer(db);
  const { rows } = await sql<Owned>`
    select websites.user_id as "userId", websites.id as "websiteId", order_id as "orderId", email, number
    from websites join users on users.id = websites.user_id join orders on orders.id = order_id
    order by websites.id limit 1`.execute(db);
  const owned = { ...rows[0]!, deep: crypto.randomUUID() };
  const one = owned.websiteId;
  await sql`create temporary table past as select user_id, websites.id as site, n,
    now() - n * interval '1 hour' as at from websites, generate_series(1, case when id = ${one} then 2000 else 2 end) n`.execute(
    db,
  );
  await sql`insert into uploads (website_id, user_id, file_name, format, size_bytes, sha256, storage_key, created_at)
    select site, user_id, 'situs.zip', 'zip', 1, 'x', gen_random_uuid(), at from past`.execute(db);
  await sql`update uploads set id = ${owned.deep} where id =
    (select id from uploads where website_id = ${one} order by created_at desc offset 1000 limit 1)`.execute(
    db,
  );
  await sql`insert into deployments (website_id, user_id, number, status, created_at)
    select site, user_id, n, 'superseded', at from past`.execute(db);
  await sql`insert into backups (website_id, user_id, kind, status, created_at)
    select site, user_id, 'nightly', 'failed', at from past`.execute(db);
  await sql`insert into sessions (id_hash, user_id, expires_at)
    select gen_random_uuid(), user_id, now() + interval '1 day' from past`.execute(db);
  await sql`insert into credit_entries (user_id, amount_idr, reason, created_at)
    select user_id, 1, 'manual', at from past`.execute(db);
  await sql`insert into attention_items (kind, subject, opened_at, resolved_at)
    select 'billing-held', n, now() - n * interval '1 minute', case when n > 1500 then now() end
    from generate_series(1, 6000) n`.execute(db);
  await sql`insert into differences (kind, subject, first_seen_at, last_seen_at, resolved_at)
    select 'paid-unknown', n, now() - n * interval '1 minute', now(), case when n > 1500 then now() end
    from generate_series(1, 6000) n`.execute(db);
  await sql`insert into coupons (code, percent, payments, starts_at, created_at, created_by)
    select 'HEMAT' || n, 10, 'first', now(), now() - n * interval '1 minute', ${staff} from generate_series(1, 3000) n`.execute(
    db,
  );
  await sql`drop table past`.execute(db);
  await sql`analyze`.execute(db);
  return owned;
}
