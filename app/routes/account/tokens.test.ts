import { expect } from "vitest";
import { test } from "#app/test/app.ts";
import { aCustomerSite } from "#app/test/customer-site.ts";
import { aCustomer } from "#app/test/people.ts";

test("a token is shown once, listed without its secret, and revoked by a button", async ({ app }) => {
  const site = await aCustomerSite(app, "kunci");
  const made = await site.post("/account/tokens", {
    intent: "create",
    name: "Laptop <Sari>",
    site: site.websiteId,
    days: "90",
  });
  const token = /lumi_[A-Za-z0-9_-]{43}/.exec(made.html)?.[0] ?? "";
  expect([made.status, token.length]).toEqual([200, 48]);
  expect(made.headers.get("cache-control")).toContain("no-store");
  expect(made.headers.get("content-security-policy")).toContain("script-src 'none'");
  const { html } = await site.get("/account/tokens");
  expect(html).not.toContain(token);
  expect(html).toContain("Laptop &lt;Sari&gt;");
  expect(html).toContain("kunci.situs.test");
  const id = /name="token" value="([^"]+)"/.exec(html)?.[1] ?? "";
  const stranger = await aCustomer(app, { email: "asing@warung.test" });
  await stranger.post("/account/tokens", { intent: "revoke", token: id });
  expect((await site.get("/account/tokens")).html).toContain("Berlaku sampai");
  expect((await site.post("/account/tokens", { intent: "revoke", token: id })).status).toBe(303);
  expect((await site.get("/account/tokens")).html).toContain("Dicabut");
});

test("a wrong form says what is wrong and keeps what was typed", async ({ app }) => {
  const who = await aCustomer(app, { email: "keliru@warung.test" });
  const wrong = await who.post("/account/tokens", { intent: "create", name: "", site: "x", days: "7" });
  expect(wrong.status).toBe(400);
  expect(wrong.html).toContain("Beri nama, paling panjang 60 huruf.");
  const foreign = { intent: "create", name: "CI", site: crypto.randomUUID(), days: "30" };
  const refused = await who.post("/account/tokens", foreign);
  expect([refused.status, refused.html.includes("Pilih salah satu situs Anda.")]).toEqual([400, true]);
  expect(refused.html).toContain('value="CI"');
});
