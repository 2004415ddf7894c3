import { createHash } from "node:crypto";
import { expect } from "vitest";
import { test } from "#app/test/app.ts";
import { zipOf } from "#app/test/archives.ts";
import { aCustomerSite } from "#app/test/customer-site.ts";

const archive = zipOf({ "index.html": "halo", "a.bin": Buffer.alloc(600_000, "lumi") }, 0);
const hashOf = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest("hex");
const file = { name: "toko.zip", size: String(archive.length), fingerprint: hashOf("toko") };

test("an archive arrives in parts through the addresses the page's script uses", async ({ app }) => {
  const site = await aCustomerSite(app, "potong");
  await site.provision();
  const arrivals = `${site.base}/uploads/arrivals`;
  const begun = await site.post(arrivals, file);
  expect([begun.status, begun.headers.get("content-type")]).toEqual([200, "application/json"]);
  const { id, receivedBytes } = JSON.parse(begun.html) as { id: string; receivedBytes: number };
  expect(receivedBytes).toBe(0);

  const put = (offset: number, bytes: Buffer, sha256 = hashOf(bytes)) =>
    site.ask(`${arrivals}/${id}?offset=${offset}`, {
      method: "PUT",
      body: new Uint8Array(bytes),
      headers: { "x-content-sha256": sha256, "content-type": "application/octet-stream" },
    });
  const answer = async (asked: ReturnType<typeof put>) => {
    const { status, html } = await asked;
    return [status, JSON.parse(html)];
  };
  const first = archive.subarray(0, 300_000);
  expect(await answer(put(0, first))).toEqual([200, { receivedBytes: 300_000 }]);
  expect(await answer(put(0, first)), "the same again").toEqual([409, { receivedBytes: 300_000 }]);
  const rest = archive.subarray(300_000);
  expect(await answer(put(300_000, rest, hashOf("x")))).toEqual([422, { receivedBytes: 300_000 }]);
  expect(await answer(site.get(`${arrivals}/${id}`))).toEqual([200, { receivedBytes: 300_000 }]);
  expect(await answer(site.post(`${arrivals}/${id}`, {}))).toEqual([409, { receivedBytes: 300_000 }]);
  expect(JSON.parse((await site.post(arrivals, file)).html)).toEqual({ id, receivedBytes: 300_000 });
  await put(300_000, rest);
  const [status, { location }] = await answer(site.post(`${arrivals}/${id}`, {}));
  expect(status).toBe(200);
  expect((await site.get(location)).html).toContain("toko.zip");
});

test("other people and bad requests get nothing but a clear answer", async ({ app }) => {
  const site = await aCustomerSite(app, "asing");
  await site.provision();
  const other = await aCustomerSite(app, "tamu");
  const arrivals = `${site.base}/uploads/arrivals`;
  expect((await other.post(arrivals, file)).status).toBe(404);
  const { id } = JSON.parse((await site.post(arrivals, file)).html) as { id: string };
  const own = `${arrivals}/${id}`;
  const bytes = { method: "PUT", body: "x", headers: { "x-content-sha256": hashOf("x") } };
  expect((await other.ask(`${own}?offset=0`, bytes)).status).toBe(404);
  expect((await other.get(own)).status).toBe(404);
  const stranger = await app.visit(own);
  expect([stranger.status, stranger.headers.get("location")?.startsWith("/login")]).toEqual([303, true]);

  const bad: [string, RequestInit, number][] = [
    [arrivals, { method: "POST", body: new URLSearchParams({ ...file, size: "0" }) }, 400],
    [arrivals, { method: "POST", body: new URLSearchParams({ ...file, size: "1e3" }) }, 400],
    [arrivals, { method: "POST", body: new URLSearchParams({ ...file, fingerprint: "../x" }) }, 400],
    [arrivals, { method: "POST", body: new URLSearchParams({ ...file, size: "999999999999" }) }, 413],
    [arrivals, { method: "POST", body: "{}", headers: { "content-type": "application/json" } }, 400],
    [arrivals, { method: "PUT", body: "x" }, 405],
    [arrivals, {}, 404],
    [own, { method: "PUT", body: "x", headers: {} }, 400],
    [`${own}?offset=-1`, bytes, 400],
    [`${own}?offset=9`, bytes, 409],
    [`${own}?offset=0`, bytes, 400],
    [own, { method: "PATCH", body: "x" }, 405],
    [`${arrivals}/%00`, {}, 404],
    [own, { method: "DELETE" }, 204],
    [own, { method: "DELETE" }, 204],
    [own, {}, 404],
    [own, { method: "POST" }, 404],
  ];
  for (const [address, init, status] of bad) {
    const answer = await site.ask(address, init);
    expect([answer.status, answer.html.includes("    at ")], `${init.method} ${address}`).toEqual([
      status,
      false,
    ]);
  }
});

test("beginning is counted with the uploads of an hour, and says when to come back", async ({ app }) => {
  const site = await aCustomerSite(app, "sering");
  await site.provision();
  const begin = () => site.post(`${site.base}/uploads/arrivals`, file);
  for (let hit = 0; hit < 60; hit++) await begin();
  const { status, html } = await begin();
  expect(status).toBe(429);
  expect(JSON.parse(html).problem).toMatch(/Coba lagi dalam \d+ menit/);
});
