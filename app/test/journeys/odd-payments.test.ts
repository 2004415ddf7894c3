import { sql } from "kysely";
import { expect } from "vitest";
import { createIpaymu } from "#app/adapters/ipaymu/ipaymu.server.ts";
import { enqueue } from "#app/jobs/queue.server.ts";
import { anOpenOrder } from "#app/test/billing.ts";
import { testSettings } from "#app/test/fixtures.ts";
import { connect } from "#db/client.ts";
import { createBrowser } from "#scripts/demo/browser.ts";
import { addDemoPeople, people } from "#scripts/demo/people.ts";
import type { Shop } from "#scripts/demo/shop.ts";
import { test } from "./world.ts";

const [sari, owner] = people;

async function loggedIn(shop: Shop, { email, password }: { email: string; password: string }) {
  const browser = createBrowser();
  await browser.press(await browser.go(`${shop.appUrl}/login`), /^Masuk$/, { fields: { email, password } });
  return browser;
}

test("money that does not fit an order ends where its buyer and the staff see it, through the running shop", async ({
  world: { shop },
}) => {
  await addDemoPeople(shop, () => {});
  const db = connect(shop.databaseUrl, { max: 2 });
  const { url: baseUrl, va, apiKey } = shop.ipaymu;
  const gateway = createIpaymu({ baseUrl, va, apiKey });
  const settings = { ...testSettings, appUrl: shop.appUrl };
  const { id: userId } = await db
    .selectFrom("users")
    .select("id")
    .where("email", "=", sari.email)
    .executeTakeFirstOrThrow();
  const buyer = await loggedIn(shop, sari);
  const office = await loggedIn(shop, owner);
  const order = () => anOpenOrder({ db, gateway, settings }, { userId });
  const says = (number: string, sentence: string) =>
    expect
      .poll(async () => (await buyer.go(`${shop.appUrl}/orders/${number}`)).text, { timeout: 15_000 })
      .toContain(sentence);
  const officeSees = (...words: string[]) =>
    expect
      .poll(
        async () => {
          const { text } = await office.go(`${shop.appUrl}/staff`);
          return words.filter((word) => !text.includes(word));
        },
        { timeout: 15_000 },
      )
      .toEqual([]);

  const short = await order();
  await shop.ipaymu.pay(short.reference, { amount: 10_000 });
  await says(short.number, "Kami menerima uang yang tidak sama dengan tagihan");
  await officeSees("Uang datang dengan jumlah yang salah", short.number);

  const twice = await order();
  const { trxId } = await shop.ipaymu.choose(twice.reference, "bca");
  const other = await shop.ipaymu.choose(twice.reference, "qris");
  await shop.ipaymu.pay(trxId);
  await says(twice.number, "Pesanan ini sudah dibayar");
  await shop.ipaymu.pay(other.trxId);
  await says(twice.number, "Pesanan ini terbayar lebih dari sekali");
  await officeSees("Bayar dua kali, jadi saldo");

  const late = await order();
  await db
    .updateTable("orders")
    .set({ expires_at: sql`now() - interval '1 minute'`, created_at: sql`now() - interval '2 days'` })
    .where("id", "=", late.orderId)
    .execute();
  await enqueue(db, "sweep-attempts", {});
  await says(late.number, "Pesanan ini ditutup karena tidak dibayar pada waktunya");
  await shop.ipaymu.pay(late.reference);
  await says(late.number, "Uang datang setelah pesanan ditutup");
  await officeSees("Terlambat, jadi saldo");

  const stranger = {
    referenceId: "BUKAN-KITA-1",
    title: "Bukan pesanan kita",
    description: "Dijual di tempat lain",
    amountIdr: 12_345,
    buyer: { name: "Entah Siapa", email: "entah@contoh.test", phone: "081200000000" },
    returnUrl: shop.appUrl,
    cancelUrl: shop.appUrl,
    notifyUrl: `${shop.appUrl}/api/payment/callback`,
    hours: 24,
    language: "id",
  } as const;
  await gateway.openSession(stranger);
  await shop.ipaymu.pay(stranger.referenceId);
  await officeSees("Ada transaksi iPaymu yang bukan dari pesanan kita", stranger.referenceId);

  const credit = await db
    .selectFrom("credit_entries")
    .select(["reason", "amount_idr"])
    .where("user_id", "=", userId)
    .orderBy("created_at")
    .execute();
  expect(credit).toEqual([
    { reason: "second-payment", amount_idr: 49_000 },
    { reason: "late-payment", amount_idr: 49_000 },
  ]);
  await db.destroy();
}, 90_000);
