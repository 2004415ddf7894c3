import { expect } from "vitest";
import { test } from "#app/test/app.ts";
import { aCustomerSite } from "#app/test/customer-site.ts";

test("the owner of an ended site downloads its last export whole, and nobody else does", async ({ app }) => {
  const site = await aCustomerSite(app, "ekspor");
  const other = await aCustomerSite(app, "tetangga");
  expect((await site.get(`${site.base}/export`)).status).toBe(404);
  expect((await site.get(`${site.base}/export.zip`)).status).toBe(404);

  const { worker, websiteId, account } = site;
  const bytes = Buffer.from("PK an archive of bytes");
  const written = await worker.store.write(
    "exports/one.zip",
    (async function* () {
      yield bytes;
    })(),
    { limitBytes: 1_000 },
  );
  const waiting = { website_id: websiteId, user_id: account.id, created_at: new Date() };
  await app.db.insertInto("site_exports").values(waiting).execute();
  expect((await site.get(`${site.base}/export`)).html).toContain("Sedang dikemas");
  await app.db
    .updateTable("site_exports")
    .set({
      status: "ready",
      storage_key: "exports/one.zip",
      size_bytes: written.size,
      sha256: written.sha256,
      file_count: 3,
      ready_at: new Date(),
      expires_at: new Date("2027-01-02T03:00:00Z"),
    })
    .execute();
  const page = await site.get(`${site.base}/export`);
  for (const part of [`${site.base}/export.zip`, written.sha256, "2 Januari 2027"])
    expect(page.html).toContain(part);
  const answer = await site.get(`${site.base}/export.zip`);
  expect([answer.status, answer.html]).toEqual([200, bytes.toString()]);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "application/zip",
    "content-length": String(bytes.length),
    "content-disposition": 'attachment; filename="ekspor.situs.test.zip"',
    "cache-control": "private, no-store",
  });
  for (const path of ["export", "export.zip"])
    expect((await other.get(`${site.base}/${path}`)).status).toBe(404);
});
