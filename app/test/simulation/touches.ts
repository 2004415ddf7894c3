import { sql } from "kysely";
import type { Db } from "#db/client.ts";

/** What was written since the last look: whose rows, which transactions, and the letters that were sent. */
export type Touched = { users: string[]; transactions: string[]; letters: string[] };

const OF_USERS = [
  "orders",
  "subscriptions",
  "credit_entries",
  "invoices",
  "refunds",
  "websites",
  "plan_changes",
  "site_exports",
  "mail_messages",
];

/**
 * Has the database itself note whom each write concerns, so that the books of those are looked at and not of everybody.
 * Notes are only ever added: two transactions at once do not wait for each other because of them.
 */
export async function noteTouches(db: Db): Promise<void> {
  await sql`create unlogged table simulated_touches (
    id bigint generated always as identity primary key, user_id uuid, trx_id text, letter text)`.execute(db);
  const triggers: [table: string, when: string, note: string][] = [
    ...OF_USERS.map((table): [string, string, string] => [
      table,
      "insert or update or delete",
      "insert into public.simulated_touches (user_id) values (coalesce(new.user_id, old.user_id))",
    ]),
    [
      "gateway_transactions",
      "insert or update or delete",
      `insert into public.simulated_touches (user_id, trx_id) values (
        (select user_id from public.orders where id = coalesce(new.order_id, old.order_id)), coalesce(new.trx_id, old.trx_id))`,
    ],
    [
      "subscription_periods",
      "insert or update or delete",
      `insert into public.simulated_touches (user_id) select user_id from public.subscriptions
        where id = coalesce(new.subscription_id, old.subscription_id)`,
    ],
    [
      "mail_messages",
      "update",
      `insert into public.simulated_touches (letter) select new.kind
        where old.sent_at is null and new.sent_at is not null`,
    ],
  ];
  for (const [index, [table, when, note]] of triggers.entries()) {
    const name = `simulated_touch_${index}`;
    await sql`${sql.raw(`create function ${name}() returns trigger language plpgsql as
      $$ begin ${note}; return null; end $$`)}`.execute(db);
    await sql`${sql.raw(`create trigger ${name} after ${when} on ${table}
      for each row execute function ${name}()`)}`.execute(db);
  }
}

/** Each reader sees every note once; they are read while nothing is being written. */
export function touchReader(db: Db) {
  let read = 0;
  return async (): Promise<Touched> => {
    const { rows } = await sql<{
      id: number;
      user_id: string | null;
      trx_id: string | null;
      letter: string | null;
    }>`
      select id, user_id, trx_id, letter from simulated_touches where id > ${read} order by id`.execute(db);
    read = rows.at(-1)?.id ?? read;
    const each = (values: (string | null)[]) => [...new Set(values)].filter((value) => value !== null);
    return {
      users: each(rows.map((row) => row.user_id)),
      transactions: each(rows.map((row) => row.trx_id)),
      letters: rows.map((row) => row.letter).filter((letter) => letter !== null),
    };
  };
}
