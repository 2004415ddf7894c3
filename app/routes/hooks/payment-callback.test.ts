import { createHmac } from "node:crypto";
import { describe, expect } from "vitest";
import { readNotice } from "#app/domain/billing/payments/notice-reading.server.ts";
import { limits } from "#app/http/rate-limits.server.ts";
import { type App, test } from "#app/test/app.ts";
import { anOpenOrder, shopOf } from "#app/test/billing.ts";

const PATH = "/api/payment/callback";
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const post = (app: App, body: BodyInit | undefined, headers: Record<string, string> = FORM) =>
  app.visit(PATH, { method: "POST", headers, ...(body !== undefined && { body }) });
const eventsAbout = (app: App, reference: string) =>
  app.db.selectFrom("gateway_events").selectAll().where("reference_id", "=", reference).execute();

describe("the payment callback", () => {
  test("keeps a notice as it came and answers OK, form or JSON, whatever the content type says", async ({
    app,
  }) => {
    const json = '{"trx_id":31,"reference_id":"A-JSON","note":"\u2713 é","unknown":{"deep":[1]}}';
    for (const [reference, body, type] of [
      ["A-FORM", "trx_id=30&reference_id=A-FORM&unknown=1", FORM["content-type"]],
      ["A-JSON", json, FORM["content-type"]],
      ["A-JSON2", json.replace("A-JSON", "A-JSON2"), "application/json"],
      ["A-TEXT", "trx_id=32&reference_id=A-TEXT", "text/plain"],
    ] as const) {
      const answer = await post(app, body, { "content-type": type, "x-external-id": "20261122101010000001" });
      expect([answer.status, await answer.text()]).toEqual([200, '{"status":"OK"}']);
      expect(await eventsAbout(app, reference)).toMatchObject([
        { body, content_type: type, is_signed: false },
      ]);
    }
  });

  test("recognises the vendor's signature", async ({ app }) => {
    const body = '{"reference_id":"A-SIGNED","trx_id":33}';
    const text = '{"additional_info":[],"reference_id":"A-SIGNED","trx_id":33}';
    const signature = createHmac("sha256", app.ipaymu.va).update(text).digest("hex");
    await post(app, body, { "content-type": "application/json", "x-signature": signature });
    expect(await eventsAbout(app, "A-SIGNED")).toMatchObject([{ is_signed: true }]);
  });

  test("fifty deliveries at once of one paid notice renew nothing twice", async ({ app }) => {
    const shop = shopOf(app);
    const order = await anOpenOrder(shop);
    const { trxId } = await app.ipaymu.pay(order.reference, { notify: "never" });
    const body = `trx_id=${trxId}&reference_id=${order.reference}&status=berhasil&status_code=1`;
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(app, body)));
    expect(answers.every((one) => one.status === 200)).toBe(true);
    const [event] = await eventsAbout(app, order.reference);
    expect(event).toMatchObject({ deliveries: 50 });
    await Promise.all(Array.from({ length: 5 }, () => readNotice(shop, { eventId: event!.id }, new Date())));
    const periods = await app.db
      .selectFrom("subscription_periods")
      .selectAll()
      .where("order_id", "=", order.orderId)
      .execute();
    expect(periods).toHaveLength(1);
  });

  test("answers before it asks: a gateway that fails does not fail the callback", async ({ app }) => {
    app.ipaymu.faults.set({ on: "any", kind: "500" });
    expect((await post(app, "trx_id=34&reference_id=A-DOWN")).status).toBe(200);
    app.ipaymu.faults.clear();
  });

  test.for([
    ["an empty body", undefined, 400],
    ["only spaces", "  \n ", 400],
    ["bytes that are no text", new Uint8Array([0xff, 0xfe, 0x00, 0x41]), 400],
    ["a NUL", "trx_id=1\0", 400],
    ["one byte over 64 kB", "a".repeat(64 * 1024 + 1), 413],
    ["a megabyte", "a".repeat(1024 * 1024), 413],
  ] as const)("%s is refused and leaves nothing", async ([, body, status], { app }) => {
    const count = () => app.db.selectFrom("gateway_events").select("id").execute();
    const before = (await count()).length;
    expect((await post(app, body)).status).toBe(status);
    expect(await count()).toHaveLength(before);
  });

  test("without a length the body is counted while it comes", async ({ app }) => {
    const pieces = (count: number) => {
      let left = count;
      return new ReadableStream<Uint8Array>({
        pull(controller) {
          if (left-- > 0) controller.enqueue(Buffer.from("trx_id=38&".repeat(100)));
          else controller.close();
        },
      });
    };
    const send = (count: number) =>
      app.visit(PATH, { method: "POST", headers: FORM, body: pieces(count), duplex: "half" } as RequestInit);
    expect((await send(1)).status).toBe(200);
    expect((await send(1_000)).status).toBe(413);
  });

  test("text that is no notice is kept for people and asked about by nobody", async ({ app }) => {
    expect((await post(app, "hello gateway")).status).toBe(200);
    const events = await app.db
      .selectFrom("gateway_events")
      .selectAll()
      .where("body", "=", "hello gateway")
      .execute();
    expect(events).toMatchObject([{ outcome: "unreadable", trx_id: null }]);
  });

  test("is a POST and nothing else", async ({ app }) => {
    for (const method of ["GET", "PUT", "DELETE", "PATCH"]) {
      const answer = await app.visit(PATH, { method });
      expect([answer.status, answer.headers.get("allow")], method).toEqual([405, "POST"]);
    }
  });

  test("a flood without signatures is slowed down; the gateway's own notices are not", async ({ app }) => {
    await post(app, "trx_id=35&reference_id=A-FLOOD");
    await app.db
      .updateTable("rate_limits")
      .set({ hits: limits["payment-callback"].hits })
      .where("bucket", "like", "payment-callback%")
      .execute();
    const refused = await post(app, "trx_id=36&reference_id=A-FLOOD2");
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    const text = '{"additional_info":[],"reference_id":"A-CALM","trx_id":37}';
    const signature = createHmac("sha256", app.ipaymu.va).update(text).digest("hex");
    const signed = await post(app, text, { "content-type": "application/json", "x-signature": signature });
    expect(signed.status).toBe(200);
  });
});
