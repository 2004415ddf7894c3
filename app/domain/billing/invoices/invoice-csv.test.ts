import v8 from "node:v8";
import vm from "node:vm";
import { sql } from "kysely";
import { describe, expect, test as plain } from "vitest";
import { test } from "#app/test/fixtures.ts";
import { manyInvoices } from "#app/test/many-invoices.ts";
import { plansOf } from "#app/test/plans.ts";
import type { Db } from "#db/client.ts";
import { giveBack } from "../credit/refunds.server.ts";
import { issueCreditNote } from "./credit-notes.server.ts";
import { csvLine, invoiceCsv } from "./invoice-csv.server.ts";
import { monthBounds, monthsBetween } from "./months.ts";

v8.setFlagsFromString("--expose-gc");
const collect = vm.runInNewContext("gc") as () => void;
const november = monthBounds("2026-11")!;

describe("a month's invoices as CSV", () => {
  test("begin and end at midnight in WIB, in the order they were issued, with all that accounting needs", async ({
    db,
  }) => {
    // from the last second of October in WIB on, one every day
    const from = new Date(november.from.getTime() - 1000);
    await manyInvoices({ db }, { count: 32, from, everyMs: 86_400_000 });
    await sql`update invoices set buyer = buyer || '{"name": "=cmd|''/c calc''!A1, \\"PT\\"", "npwp": "0123456789012345"}'
      where number = 'INV-2026-000002'`.execute(db);
    const csv = (await piecesOf(invoiceCsv(db, november, "id"))).join("");
    const lines = csv.split("\r\n");
    expect(lines).toHaveLength(1 + 30 + 1);
    expect(lines[0]).toBe(
      "\uFEFFNomor,Tanggal terbit (WIB),Pembeli,NPWP,Layanan,Sebelum pajak,Pajak,Total,Pesanan",
    );
    expect(lines[1]).toBe(
      `INV-2026-000002,2026-11-01,"'=cmd|'/c calc'!A1, ""PT""",0123 4567 8901 2345,` +
        `"Hosting paket Usaha untuk toko.test, 1 November 2026 – 1 Desember 2026",49000,0,49000,LC-2026-500002`,
    );
    expect(lines[30]).toMatch(/^INV-2026-000031,2026-11-30,Sari,,/);
    expect(lines[31]).toBe("");
    expect((await piecesOf(invoiceCsv(db, monthBounds("2025-01")!, "en"))).join("")).toMatch(
      /^\uFEFFNumber,[^\r]*\r\n$/,
    );
  });

  test("count a credit note below zero and name the invoice it corrects", async ({ db }) => {
    await manyInvoices({ db }, { count: 1, from: november.from, everyMs: 0 });
    await db.updateTable("orders").set({ status: "paid", paid_at: november.from }).execute();
    const { order_id: orderId, user_id: userId } = await db
      .selectFrom("invoices")
      .select(["order_id", "user_id"])
      .executeTakeFirstOrThrow();
    const now = new Date(november.from.getTime() + 1000);
    const giving = { orderId, userId, way: "credit", cause: "staff", reason: "", now } as const;
    const given = await db
      .transaction()
      .execute((tx) => giveBack(tx, { ...giving, subtotalIdr: 9000, taxIdr: 0 }));
    if (given.outcome !== "given") throw new Error(given.outcome);
    await issueCreditNote(db, given, now);
    const lines = (await piecesOf(invoiceCsv(db, november, "id"))).join("").split("\r\n");
    expect(lines[2]).toBe(
      `CN-2026-000001,2026-11-01,Sari,,"Mengoreksi faktur INV-2026-000001: Hosting paket Usaha untuk toko.test, ` +
        `1 November 2026 – 1 Desember 2026",-9000,0,-9000,LC-2026-500001`,
    );
  });

  test("of 5,000 invoices come whole, each once, and memory does not grow with them", async ({ db }) => {
    // hundreds share each moment: a page must not end between two of them and lose the rest
    await manyInvoices({ db }, { count: 5000, from: november.from, everyMs: 0 });
    const seen = new Set<string>();
    const heaps: number[] = [];
    for await (const piece of invoiceCsv(db, november, "id")) {
      for (const [number] of piece.matchAll(/INV-2026-\d{6}/g)) seen.add(number);
      expect(piece.length).toBeLessThan(30_000);
      collect();
      heaps.push(process.memoryUsage().heapUsed);
    }
    expect(seen.size).toBe(5000);
    expect(heaps).toHaveLength(51);
    expect(heaps.at(-1)! - heaps[2]!).toBeLessThan(2_000_000);
  });

  test("are found without reading other months", async ({ db }) => {
    await manyInvoices({ db }, { count: 3000, from: new Date("2020-01-01"), everyMs: 60_000_000 });
    const read = async (watched: Db) => void (await piecesOf(invoiceCsv(watched, november, "id")));
    // also when they have only just been written and nothing is known of them
    for (const isKnown of [false, true]) {
      if (isKnown) await sql`analyze`.execute(db);
      const plans = await plansOf(db, read);
      expect(plans).toHaveLength(30);
      for (const plan of plans) expect(plan).toContain("invoices_issued");
      expect(plans.join("\n")).not.toContain("Seq Scan");
    }
  });
});

plain.each([
  ["=1+1", "'=1+1"],
  ["+62 812", "'+62 812"],
  ["-5", "'-5"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["  =1", "'  =1"],
  ["\t=1", "'\t=1"],
  ["＝1+1", "'＝1+1"],
  ["Sari = Budi", "Sari = Budi"],
  ['a "b"\r\nc', '"a ""b""\r\nc"'],
])("the cell %j is written as %j", (cell, written) => {
  expect(csvLine([cell, -5])).toBe(`${written},-5\r\n`);
});

plain("months are told from what is none, and counted in WIB", () => {
  expect(november).toEqual({
    from: new Date("2026-10-31T17:00:00Z"),
    until: new Date("2026-11-30T17:00:00Z"),
  });
  expect(monthBounds("2026-12")?.until).toEqual(new Date("2026-12-31T17:00:00Z"));
  for (const wrong of ["", "2026-13", "2026-1", "2026-00", "26-11", "2026-11-01", "'"])
    expect(monthBounds(wrong)).toBeNull();
  expect(monthsBetween(new Date("2026-10-31T17:00:00Z"), new Date("2027-01-31T16:59:59Z"))).toEqual([
    "2027-01",
    "2026-12",
    "2026-11",
  ]);
});

async function piecesOf(pieces: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}
