import http from "node:http";
import { expect } from "vitest";
import { test } from "#app/test/app.ts";
import { aCustomerSite } from "#app/test/customer-site.ts";
import { aVisitor } from "#app/test/people.ts";

function visit(address: string, host: string, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http
      .get(`http://${address}${path}`, { headers: { host }, agent: false }, (response) => {
        response.resume().on("end", resolve);
      })
      .on("error", reject);
  });
}

test("the owner reads both logs, filters them and takes them along; an empty one is empty", async ({
  app,
}) => {
  const site = await aCustomerSite(app, "log");
  await site.provision();
  const page = `${site.base}/logs`;
  const empty = await site.get(`${page}?filter=tidak-ada`);
  expect(empty.html).toContain("Tidak ada baris");
  expect((await site.get(`${page}?kind=error`)).html).not.toContain("Project-Id-Version");
  for (const path of ["/satu", "/dua", "/dua?tiga"])
    await visit(app.aapanel.webAddress, "log.situs.test", path);
  const { html } = await site.get(page);
  for (const part of ["&quot;GET /satu HTTP/1.1&quot; 404", "127.0.0.1"]) expect(html).toContain(part);
  expect(html).not.toContain("＂");
  expect(html.indexOf("/dua?tiga")).toBeLessThan(html.indexOf("/satu"));
  const filtered = (await site.get(`${page}?filter=DUA&size=50`)).html;
  expect([filtered.includes("GET /dua"), filtered.includes("GET /satu")]).toEqual([true, false]);
  expect((await site.get(`${page}?kind=error`)).html).toContain("No such file or directory");
  const file = await site.get(`${page}.txt?filter=satu`);
  expect(file.html).toMatch(/^127\.0\.0\.1 .*"GET \/satu HTTP\/1\.1" 404 .*\n$/);
  expect(file.headers.get("content-disposition")).toBe('attachment; filename="log.situs.test-access.txt"');
});

test("a log is nobody else's, and a silent server is a sentence", async ({ app }) => {
  const site = await aCustomerSite(app, "sunyi");
  await site.provision();
  const other = await aCustomerSite(app, "usil");
  for (const page of [`${site.base}/logs`, `${site.base}/logs.txt`]) {
    expect((await other.get(page)).status).toBe(404);
    expect((await aVisitor(app).get(page)).location).toContain("/login?next=");
  }
  app.aapanel.faults.set({ kind: "html404-before-work", action: "GetSiteLogs", times: 0 });
  expect((await site.get(`${site.base}/logs`)).html).toContain("Server belum memberikan lognya");
  expect((await site.get(`${site.base}/logs.txt`)).status).toBe(503);
  app.aapanel.faults.clear();
});
