import { sql } from "kysely";
import { periodEnd } from "#app/domain/billing/renewals/periods.ts";
import { STOP_PATH } from "#app/domain/hosting/websites/stop-page.server.ts";
import { DAY_MS } from "../clock.ts";
import { CATCH_UP_MS } from "./money.ts";
import type { Checked } from "./promise.ts";

export async function periodsInLine({ books, users }: Checked): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
    anchor: Date;
    cycle: "monthly" | "yearly";
    ends: Date;
    starts: Date[];
    finishes: Date[];
  }>`select s.id, s.anchor_at as anchor, s.cycle, s.ends_at as ends,
      array_agg(p.starts_at order by p.starts_at) as starts, array_agg(p.ends_at order by p.starts_at) as finishes
    from subscriptions s join subscription_periods p on p.subscription_id = s.id
    where s.user_id = any(${users})
      and not exists (select from plan_changes c where c.subscription_id = s.id and c.status = 'applied'
        and c.from_cycle <> c.to_cycle)
      and s.status <> 'ended'
    group by s.id`.execute(books);
  const wrong: string[] = [];
  for (const { id, anchor, cycle, ends, starts, finishes } of rows) {
    const expected = starts.map((_, index) => periodEnd(anchor, cycle, index));
    const isInLine = starts.every((at, index) => at.getTime() === expected[index]!.getTime());
    const isJoined = starts.every(
      (at, index) => index === 0 || at.getTime() === finishes[index - 1]!.getTime(),
    );
    const last = finishes.at(-1)!.getTime();
    const isTrue = last === ends.getTime() && last === periodEnd(anchor, cycle, starts.length).getTime();
    if (!isInLine || !isJoined || !isTrue)
      wrong.push(
        `subscription ${id} from ${anchor.toISOString()} to ${ends.toISOString()}: ${starts
          .map((at, index) => `${at.toISOString()}..${finishes[index]!.toISOString()}`)
          .join(" ")}`,
      );
  }
  return wrong;
}

/** Whatever became of a subscription: its periods follow one another, and the last one ends where it does. */
export async function periodsJoined({ books, users }: Checked): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select 'subscription ' || subscription_id || ' (' || status || ') until ' || ends_at || ': after ' || finishes
      || ' comes ' || coalesce(next::text, 'nothing') as what from (
      select p.subscription_id, s.status, s.ends_at, p.starts_at, p.ends_at as finishes,
        lead(p.starts_at) over (partition by p.subscription_id order by p.starts_at) as next
      from subscriptions s join subscription_periods p on p.subscription_id = s.id
      where s.user_id = any(${users})) periods
    where finishes < starts_at or (next is not null and next <> finishes)
      or (next is null and finishes <> ends_at and status <> 'ended')`.execute(books);
  return rows.map((row) => row.what);
}

/** Of everybody each time: what has not been done in time is written nowhere. */
export async function standing({ books, now, quietSince }: Checked): Promise<string[]> {
  const lagged = new Date(now.getTime() - CATCH_UP_MS);
  const isQuiet = quietSince <= lagged.getTime();
  const { rows } = await sql<{ id: string; what: string }>`
    select id, what from (
      select s.id, concat_ws(', ',
        case when s.ends_at > ${now} and s.status in ('past-due', 'suspended', 'terminated')
          then s.status || ' although paid until ' || s.ends_at end,
        case when s.status = 'suspended' and s.suspended_at <
            greatest(s.ends_at, coalesce(bill.created_at, s.ends_at)) + make_interval(days => p.grace_days)
          then 'suspended ' || s.suspended_at || ' before its grace was over' end,
        case when ${isQuiet} and s.status in ('active', 'past-due') and
            greatest(s.ends_at, coalesce(bill.created_at, s.ends_at)) + make_interval(days => p.grace_days + 3)
              < ${lagged}
          then s.status || ' although unpaid since ' || s.ends_at end,
        case when ${isQuiet} and s.status = 'active' and s.ends_at < ${lagged} then 'active past its end' end,
        case when ${isQuiet} and s.status = 'cancelling' and s.ends_at < ${lagged} then 'not ended at its term' end,
        case when ${isQuiet} and s.status = 'suspended' and
            s.suspended_at + make_interval(days => p.termination_days + 3) < ${lagged}
          then 'suspended for ever' end,
        case when s.status in ('active', 'past-due', 'suspended') and s.next_step_at is null
          then s.status || ' and nobody looks at it again' end) as what
      from subscriptions s join plans p on p.id = s.plan_id
      left join lateral (select created_at from orders where subscription_id = s.id and kind = 'renewal'
        and status = 'awaiting-payment') bill on true
      where s.status in ('pending', 'active', 'past-due', 'suspended', 'cancelling')
        or (s.status = 'terminated' and s.ends_at > ${now})
    ) found where what <> ''`.execute(books);
  return rows.map((row) => `subscription ${row.id}: ${row.what}`);
}

/** Of everybody each time: the panel keeps no note of whom it has changed. */
export async function sites({ world, books, now, quietSince }: Checked): Promise<string[]> {
  // What the panel could not do yet is tried again; a day after the trouble it is done.
  if (now.getTime() < quietSince + DAY_MS) return [];
  const rows = await books
    .selectFrom("websites")
    .innerJoin("subscriptions", "subscriptions.id", "websites.subscription_id")
    .select(["websites.host", "websites.ftp_user", "websites.status", "websites.suspended_reason"])
    .select("subscriptions.status as standing")
    .execute();
  const panel = world.aapanel.peek();
  // An unpaid site answers with a page of ours: its owner's pages are off.
  const isOurs = (name: string) => panel.vhosts[name]?.root.endsWith(STOP_PATH) ?? false;
  const made = new Map(panel.sites.map((site) => [site.name, site.status === "1" && !isOurs(site.name)]));
  const doors = new Map(panel.ftps.map((user) => [user.name, user.status === "1"]));
  const { failures } = await books
    .selectFrom("attention_items")
    .select((of) => of.fn.countAll<number>().as("failures"))
    .where("kind", "like", "website%")
    .executeTakeFirstOrThrow();
  const wrong: string[] = [];
  for (const row of rows) {
    const isOn = made.get(row.host) ?? false;
    const isOpen = doors.get(row.ftp_user ?? "") ?? false;
    const mayRun =
      ["active", "past-due", "cancelling"].includes(row.standing) && row.suspended_reason !== "staff";
    const where = `${row.host} (${row.status}, subscription ${row.standing})`;
    if (!mayRun && (isOn || isOpen)) wrong.push(`${where} is on`);
    const isGivenUp = row.status === "failed" && failures > 0;
    if (mayRun && !isGivenUp && !(isOn && isOpen && row.status === "active")) wrong.push(`${where} is off`);
  }
  return wrong;
}

export async function removals({ world, books, users, now }: Checked): Promise<string[]> {
  const { rows } = await sql<{ host: string; what: string }>`
    select w.host, concat_ws(', ',
      case when s.status not in ('ended', 'terminated') then 'its subscription is ' || s.status end,
      case when not exists (select from audit_log where subject_type = 'website' and subject_id = w.id
          and event = 'export-ready') and coalesce(e.file_count, 1) > 0 then 'without an export' end,
      case when coalesce(e.file_count, 1) > 0 and not exists (select from audit_log
        where subject_type = 'website' and subject_id = w.id and event = 'removal-warned'
          and at <= coalesce(w.deleted_at, ${now}) - interval '7 days') then 'without a warning' end) as what
    from websites w join subscriptions s on s.id = w.subscription_id
    left join site_exports e on e.website_id = w.id
    where w.user_id = any(${users}) and w.status in ('deleting', 'deleted')`.execute(books);
  const wrong = rows.filter((row) => row.what !== "").map(({ host, what }) => `${host} is removed: ${what}`);
  const { rows: kept } = await sql<{ host: string; key: string }>`
    select w.host, e.storage_key as key from site_exports e join websites w on w.id = e.website_id
    where w.user_id = any(${users}) and e.status = 'ready'`.execute(books);
  for (const { host, key } of kept) {
    if ((await world.deps.store.size(key)) === null) wrong.push(`the export of ${host} is not in the store`);
  }
  const { rows: gone } = await sql<{ host: string }>`
    select host from websites where user_id = any(${users}) and status = 'deleted'`.execute(books);
  const there = new Set(world.aapanel.peek().sites.map((site) => site.name));
  return [
    ...wrong,
    ...gone.filter(({ host }) => there.has(host)).map(({ host }) => `${host} is still there`),
  ];
}
