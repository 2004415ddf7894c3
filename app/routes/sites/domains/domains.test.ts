import https from "node:https";
import { expect } from "vitest";
import { createDns } from "#app/adapters/dns/dns.server.ts";
import { createCertificateReader } from "#app/adapters/tls/tls.server.ts";
import { addStarterPlans } from "#app/domain/catalog/starter-plans.ts";
import { followRedirect } from "#app/domain/hosting/deployments/redirects.server.ts";
import { watchCertificate } from "#app/domain/hosting/domains/certificate-watch.server.ts";
import { issueCertificate } from "#app/domain/hosting/domains/certificates.server.ts";
import { checkDomain } from "#app/domain/hosting/domains/domain-checks.server.ts";
import { type App, test } from "#app/test/app.ts";
import { aPaidPeriod, hiddenFields } from "#app/test/changing.ts";
import { aCustomerSite, type CustomerSite } from "#app/test/customer-site.ts";

/** What the worker would do about a site's domains. */
function careOf(app: App, site: CustomerSite) {
  const deps = {
    ...site.worker,
    dns: createDns({ servers: [app.dns.address] }),
    certificates: createCertificateReader({ authorities: [app.authority.certificate] }),
  };
  const { websiteId } = site;
  return {
    async check(host: string) {
      const { id } = await app.db
        .selectFrom("website_domains")
        .select("id")
        .where("host", "=", host)
        .where("status", "<>", "removed")
        .executeTakeFirstOrThrow();
      await checkDomain(deps, { domainId: id }, new Date());
      return id;
    },
    async certify() {
      const { outcome } = await issueCertificate(deps, { websiteId }, new Date());
      await followRedirect(deps, { websiteId }, new Date());
      await watchCertificate(deps, { websiteId }, new Date());
      return outcome;
    },
    follow: () => followRedirect(deps, { websiteId }, new Date()),
  };
}

test("a customer adds a domain, is told which record to set and what was found, and visits the site by HTTPS", async ({
  app,
}) => {
  const site = await aCustomerSite(app, "domainku");
  const page = `${site.base}/domains`;
  expect((await site.get(page)).html).toContain("setelah situs menyala");
  await site.provision();
  const care = careOf(app, site);
  expect((await site.get(site.base)).html).toContain(`href="${page}"`);
  expect((await site.get(page)).html).not.toContain("<script");

  const wrong = await site.post(page, { intent: "add", domain: "*.warungsari.test" });
  expect([
    wrong.status,
    wrong.html.includes("bintang"),
    wrong.html.includes('value="*.warungsari.test"'),
  ]).toEqual([400, true, true]);
  const added = await site.post(page, { intent: "add", domain: "https://WarungSari.test/menu" });
  expect([added.status, added.location]).toEqual([303, page]);
  app.dns.set("warungsari.test", { a: ["203.0.113.9"], ns: ["ns1.pendaftar.test"] });
  await care.check("warungsari.test");
  const { html: waiting } = await site.get(page);
  for (const part of ["warungsari.test", "Menunggu DNS", "203.0.113.9", "ns1.pendaftar.test", "127.0.0.1"])
    expect(waiting).toContain(part);

  app.dns.set("warungsari.test", { a: ["127.0.0.1"] });
  app.dns.set("domainku.situs.test", { a: ["127.0.0.1"] });
  const asked = await site.post(page, { intent: "check", domainId: await care.check("warungsari.test") });
  expect(asked.status).toBe(303);
  expect(await care.certify()).toBe("on");
  const { html: connected } = await site.get(page);
  for (const part of [
    "Tersambung",
    "Sandbox Authority",
    "domainku.situs.test, warungsari.test",
    "dialihkan ke HTTPS",
  ])
    expect(connected).toContain(part);
  expect((await site.get(site.base)).html).toContain("https://domainku.situs.test/");
  expect(await pageOver(app, "warungsari.test")).toContain("<html");

  const id = await care.check("warungsari.test");
  expect(connected).toContain("Jadikan alamat utama");
  expect((await site.post(page, { intent: "main", domainId: id })).location).toBe(page);
  expect((await site.get(page)).html).toContain("Pakai lagi domainku.situs.test");
  expect((await site.get(site.base)).html).toContain("https://warungsari.test/");
  expect((await site.get("/dashboard")).html).toContain("warungsari.test</a>");
  expect((await site.post(page, { intent: "main", domainId: "" })).status).toBe(303);
  expect((await site.get(site.base)).html).toContain("https://domainku.situs.test/");
  expect((await site.post(page, { intent: "redirect", wanted: "off" })).status).toBe(303);
  await care.follow();
  expect((await site.get(page)).html).toContain("tidak dialihkan");
});

test("another customer sees and touches nothing of it, and cannot take the same domain", async ({ app }) => {
  const site = await aCustomerSite(app, "pemilik");
  await site.provision();
  const other = await aCustomerSite(app, "pesaing");
  await other.provision();
  await site.post(`${site.base}/domains`, { intent: "add", domain: "rebutan.test" });
  expect((await other.get(`${site.base}/domains`)).status).toBe(404);
  const taken = await other.post(`${other.base}/domains`, { intent: "add", domain: "rebutan.test" });
  expect([taken.status, taken.html.includes("dipakai situs lain")]).toEqual([400, true]);
  const { id } = await app.db
    .selectFrom("website_domains")
    .select("id")
    .where("host", "=", "rebutan.test")
    .executeTakeFirstOrThrow();
  const removal = await other.post(`${other.base}/domains`, { intent: "remove", domainId: id });
  expect(removal.status).toBe(400);
  expect((await site.get(`${site.base}/domains`)).html).toContain("rebutan.test");
});

test("while a move to a plan with fewer domains waits for its payment, adding beyond it says which order and why", async ({
  app,
}) => {
  await addStarterPlans(app.db);
  const site = await aCustomerSite(app, "pindah-paket");
  await site.provision();
  await aPaidPeriod(app.db, site.websiteId);
  const holds = async (id: string, max_domains: number) =>
    app.db.updateTable("plans").set({ max_domains }).where("id", "=", id).execute();
  await holds("starter", 3);
  await holds("usaha", 1);
  const path = `${site.base}/plan/usaha/monthly`;
  expect((await site.post(path, hiddenFields((await site.get(path)).html))).status).toBe(303);
  const { number } = await app.db
    .selectFrom("orders")
    .select("number")
    .where("user_id", "=", site.account.id)
    .where("kind", "=", "upgrade")
    .executeTakeFirstOrThrow();
  const page = `${site.base}/domains`;
  expect((await site.post(page, { intent: "add", domain: "satu-saja.test" })).status).toBe(303);
  const { status, html } = await site.post(page, { intent: "add", domain: "yang-kedua.test" });
  expect([status, html.includes('value="yang-kedua.test"')]).toEqual([400, true]);
  expect(html).toContain(`(pesanan ${number}), dan paket itu memuat 1 domain`);
  await site.post("/language", { locale: "en", next: page });
  expect((await site.post(page, { intent: "add", domain: "yang-kedua.test" })).html).toContain(
    `(order ${number}), and that plan holds 1 domain`,
  );
  expect((await site.post(`/orders/${number}/cancel`, {})).status).toBe(303);
  expect((await site.post(page, { intent: "add", domain: "yang-kedua.test" })).status).toBe(303);
});

/** What a visitor who believes the sandbox's authority gets over TLS. */
function pageOver(app: App, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      servername: host,
      headers: { host },
      ca: app.authority.certificate,
      agent: false as const,
    };
    https
      .get(`https://${app.aapanel.tlsAddress}/`, options, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (piece: string) => {
          text += piece;
        });
        response.on("end", () => resolve(text));
      })
      .on("error", reject);
  });
}
