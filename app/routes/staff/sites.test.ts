import { expect } from "vitest";
import { switchWebsite } from "#app/domain/hosting/websites/standing.server.ts";
import { test } from "#app/test/app.ts";
import { aCustomerSite } from "#app/test/customer-site.ts";
import { testSettings } from "#app/test/fixtures.ts";
import { aCustomer, openMail } from "#app/test/people.ts";

test("staff find a site, stop it with a reason its owner is told, and let it run again", async ({ app }) => {
  const site = await aCustomerSite(app, "nakal");
  await site.provision();
  const staff = await aCustomer(app, { email: "kantor2@warung.test" });
  const page = `/staff/sites/${site.websiteId}`;
  for (const path of ["/staff/sites", page]) expect((await staff.get(path)).status).toBe(404);
  await app.db.updateTable("users").set({ role: "staff" }).where("id", "=", staff.account.id).execute();

  await app.db
    .updateTable("orders")
    .set({ number: "LC-2026-777001" })
    .where("user_id", "=", site.account.id)
    .execute();
  const typed = [
    "nakal",
    "NAKAL.situs",
    "https://nakal.situs.test/index.html?x=1",
    site.account.email.toUpperCase(),
    "lc-2026-777001",
  ];
  for (const text of typed) {
    const { html } = await staff.get(`/staff/sites?q=${encodeURIComponent(text)}`);
    expect(html, text).toContain(`/staff/sites/${site.websiteId}`);
  }
  expect((await staff.get("/staff/sites")).html).toContain("nakal.situs.test");
  expect((await staff.get("/staff/sites?q=tidak-ada")).html).toContain("Tidak ada situs yang cocok");
  expect((await staff.get("/staff/sites?before=nonsense&q=%25")).status).toBe(200);

  const empty = await staff.post(page, { intent: "stop", note: " " });
  expect([empty.status, empty.html.includes("pelanggan berhak tahu")]).toEqual([400, true]);
  expect((await staff.post(page, { intent: "stop", note: "halaman tipuan" })).status).toBe(303);
  const worker = { ...site.worker, settings: testSettings };
  expect(await switchWebsite(worker, site, new Date())).toEqual({ outcome: "stopped" });
  expect((await staff.get(page)).html).toContain("halaman tipuan");
  await openMail(app, site.account.email);
  const letter = app.mail
    .messages()
    .find((one) => one.to.includes(site.account.email) && one.text.includes("tipuan"));
  expect(letter?.subject).toContain("nakal.situs.test");
  expect(app.aapanel.ftpUsers()).toContainEqual(expect.objectContaining({ status: "0" }));

  expect((await staff.post(page, { intent: "run" })).status).toBe(303);
  expect(await switchWebsite(worker, site, new Date())).toEqual({ outcome: "running" });
  expect((await staff.post(page, { intent: "nonsense" })).status).toBe(400);
});
