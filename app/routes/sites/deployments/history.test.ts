import { expect } from "vitest";
import { test } from "#app/test/app.ts";
import { zipOf } from "#app/test/archives.ts";
import { aCustomerSite } from "#app/test/customer-site.ts";

test("a deployment's details, its log, the ways back and forward, and the lock are pages without script", async ({
  app,
}) => {
  const site = await aCustomerSite(app, "riwayat");
  await site.provision();
  const first = await site.publish(await site.upload(zipOf({ "index.html": "1", "a <b>.txt": "a" })));
  const second = await site.publish(await site.upload(zipOf({ "index.html": "2", "kopi.txt": "k" })));

  const details = await site.get(`${second}/details`);
  expect(details.status).toBe(200);
  expect(details.html).not.toContain("<script");
  for (const text of [
    "1 berkas baru",
    "1 berkas berubah",
    "1 berkas hilang",
    "a &lt;b&gt;.txt",
    "Sari Wulandari",
  ])
    expect(details.html).toContain(text);
  const log = await site.get(`${second}/log.txt`);
  expect(log.headers.get("content-disposition")).toBe('attachment; filename="riwayat.situs.test-2.txt"');
  expect(log.html).toMatch(/packing {2}try 1 {2}done/);
  expect(log.html).toContain(
    "added 1, changed 1, removed 1 (against #1)\n+ kopi.txt\n~ index.html\n- a <b>.txt",
  );
  expect(log.html).not.toContain(".lumi-");

  const list = `${site.base}/deployments`;
  expect((await site.get(list)).html).toContain("Kembali ke rilis ini");
  expect((await site.post(`${first}/details`, { intent: "pin" })).status).toBe(303);
  expect((await site.get(`${first}/details`)).html).toContain("berapa pun rilis baru");

  const lock = `${site.base}/lock`;
  expect((await site.post(lock, { intent: "lock", reason: "x".repeat(201) })).status).toBe(400);
  expect((await site.post(lock, { intent: "lock", reason: "promo <Senin>" })).status).toBe(303);
  expect((await site.get(lock)).html).toContain("promo &lt;Senin&gt;");
  const refused = await site.post(`${first}/rollback`, {});
  expect([refused.status, refused.html.includes("Situs ini dikunci.")]).toEqual([400, true]);
  const again = await site.post(first, { intent: "again" });
  expect([again.status, again.html.includes("Situs ini dikunci.")]).toEqual([400, true]);
  expect((await site.post(lock, { intent: "unlock" })).status).toBe(303);
  expect((await site.post(`${first}/rollback`, {})).status).toBe(303);
});

test("deployments are leafed through by their numbers, twenty a page, none twice", async ({ app }) => {
  const site = await aCustomerSite(app, "halaman-rilis");
  await site.provision();
  const rows = Array.from({ length: 45 }, (_, n) => ({
    user_id: site.account.id,
    website_id: site.websiteId,
    number: n + 1,
    status: "failed" as const,
    created_at: new Date(),
  }));
  await app.db.insertInto("deployments").values(rows).execute();
  const numbersOn = async (page: number) => {
    const { html } = await site.get(`${site.base}/deployments?page=${page}`);
    return [...html.matchAll(/class="link tap">#?[^<\d]*(\d+)</g)].map(([, number]) => Number(number));
  };
  const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, n) => from - n);
  expect(await numbersOn(1)).toEqual(down(45, 26));
  expect(await numbersOn(2)).toEqual(down(25, 6));
  expect(await numbersOn(3)).toEqual(down(5, 1));
  expect(await numbersOn(99)).toEqual(down(5, 1));
});

test("a draft is made from the archive's page, looked at, and put live from its own", async ({ app }) => {
  const site = await aCustomerSite(app, "draf");
  await site.provision();
  const draft = await site.publish(await site.upload(zipOf({ "index.html": "baru" })), { as: "draft" });
  const page = await site.get(draft);
  expect([page.status, page.location]).toEqual([303, `${draft}/details`]);
  const details = await site.get(page.location);
  expect(details.html).toMatch(/href="http:\/\/pratinjau-[a-z0-9]+\.situs\.test/);
  expect(details.html).not.toContain("<script");
  const published = await site.post(`${draft}/details`, { intent: "publish" });
  expect([published.status, published.location]).toEqual([303, draft]);
  expect((await site.post(`${draft}/details`, { intent: "discard" })).status).toBe(400);
});
