import { randomUUID } from "node:crypto";
import fs from "node:fs";
import { sql } from "kysely";
import type { Db } from "#db/client.ts";
import { callbackFields } from "../sandbox/ipaymu/callbacks.ts";
import type { Transaction } from "../sandbox/ipaymu/ledger.ts";
import { callbackSignature } from "../sandbox/ipaymu/signatures.ts";
import type { Customer } from "./people.ts";

export type Notice = { body: string; headers: Record<string, string> };
type Row = { reference: string; session: string; amount: number };

/** Orders that wait for payment, each with an open attempt, written in bulk as the checkout writes them one by one. */
export async function seedOrders(db: Db, { id }: Customer, count: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    with plan as (select * from prices where replaced_at is null order by amount_idr limit 1),
    made as (
      insert into orders (number, user_id, plan_id, price_id, cycle, site_label, subtotal_idr, total_idr,
        checkout_key, expires_at)
      select 'LC-2026-' || lpad((500000 + n)::text, 6, '0'), ${id}, plan.plan_id, plan.id, plan.cycle,
        'bench-' || n, plan.amount_idr, plan.amount_idr, gen_random_uuid(), now() + interval '1 day'
      from generate_series(1, ${sql.lit(count)}::int) n, plan
      returning id, number, total_idr
    )
    insert into payment_attempts (order_id, reference_id, amount_idr, status, session_id, url, next_check_at)
    select id, number || '-A1', total_idr, 'open', session, 'http://127.0.0.1/payment/' || session, now() + interval '1 hour'
    from (select *, gen_random_uuid()::text as session from made) made
    returning reference_id as reference, session_id as session, amount_idr as amount`.execute(db);
  return rows;
}

/** A ledger in which every one of these was paid a moment ago; returns the notices of it. */
export function payAll(rows: Row[], { stateFile, va }: { stateFile: string; va: string }): Notice[] {
  const transactions = rows.map(paid);
  const lastTrxId = 200_000 + rows.length;
  fs.writeFileSync(stateFile, JSON.stringify({ lastTrxId, sessions: [], transactions, deliveries: [] }));
  return transactions.map((transaction) => notice(transaction, va));
}

function paid({ reference, session, amount }: Row, index: number): Transaction {
  const now = new Date().toISOString();
  return {
    id: 200_001 + index,
    sessionId: session,
    referenceId: reference,
    notifyUrl: "http://127.0.0.1/api/payment/callback",
    buyer: { name: "Pembeli Bench", email: "pembeli@bench.example", phone: "081234567890" },
    method: "qris",
    channel: "qris",
    subTotal: amount,
    fee: Math.round(amount * 0.007),
    total: amount,
    feeDirection: "MERCHANT",
    paymentNo: "",
    paymentName: "iPaymu Sandbox",
    status: 1,
    createdAt: now,
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    paidAt: now,
    settledAt: now,
  };
}

/** As the vendor posts it: a form, signed, with a number of its own. */
function notice(transaction: Transaction, va: string): Notice {
  const fields = callbackFields(transaction);
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(fields)) {
    if (value === null || typeof value === "object") continue;
    form.append(key, typeof value === "boolean" ? String(Number(value)) : String(value));
  }
  return {
    body: form.toString(),
    headers: {
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
      "x-external-id": randomUUID(),
      "x-signature": callbackSignature(fields, va),
    },
  };
}
