import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect } from "vitest";
import { createVault } from "#app/adapters/vault/vault.server.ts";
import { issueToken } from "#app/domain/accounts/email-tokens.server.ts";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import { refreshChannels } from "#app/domain/billing/payments/channels.server.ts";
import { payLink } from "#app/domain/billing/payments/pay-links.ts";
import { keepFinding } from "#app/domain/billing/safety/differences.server.ts";
import { addStarterPlans } from "#app/domain/catalog/starter-plans.ts";
import routes from "#app/routes.ts";
import type { DB } from "#db/schema.ts";
import { type App, test } from "./app.ts";
import { zipOf } from "./archives.ts";
import { type Attack, attacks, badIds, badQueries } from "./attacks.ts";
import { anOpenOrder, shopOf } from "./billing.ts";
import { aPaidPeriod, hiddenFields } from "./changing.ts";
import { aCustomerSite } from "./customer-site.ts";
import { testSettings } from "./fixtures.ts";
import { type Answer, aCustomer, anAccount, aVisitor, PASSWORD, type Visitor } from "./people.ts";

/** A form on a page, somebody who may send it, and what its page would send when filled in rightly. */
type Scene = { who: Visitor; path: string; fields: Record<string, string> };
type Form = {
  /** The route's path, and which of its buttons where it asks for one by name. */
  does: string;
  set: (app: App, name: string) => Promise<Scene>;
  /** Fields that must be shown again when another one is wrong. */
  keeps?: string[];
  /** Fields that must never be shown again. */
  secret?: string[];
  /** Done whatever the body holds: nobody may be kept logged in by a bad form. */
  isDeaf?: boolean;
  /** How many rows the same form sent four times at once may add. */
  makes?: Partial<Record<keyof DB, number>>;
};

/** Where no panel answers: tries there bring no panel nearer to locking this machine out. */
const NOWHERE = "http://127.0.0.1:9";
const NEW_SERVER = {
  intent: "add",
  address: NOWHERE,
  name: "serangan",
  apiKey: "0".repeat(32),
  fingerprint: "",
  webAddress: "127.0.0.1",
  tlsAddress: "",
  ftpHost: "127.0.0.1",
  ftpPort: "21",
  ftpMode: "plain",
  ftpFingerprint: "",
  capacity: "5",
  sitesRoot: "/www/wwwroot",
};

/** Every form there is. A new one is one line; what it needs first is a function below. */
const forms: Record<string, Form> = {
  register: {
    does: "register",
    set: registering,
    keeps: ["name", "email", "phone"],
    secret: ["password"],
    makes: { users: 1 },
  },
  login: { does: "login", set: loggingIn, keeps: ["email"], secret: ["password"], makes: { sessions: 4 } },
  forgot: { does: "forgot", set: forgetting, keeps: ["email"] },
  "reset the password": { does: "reset/:token", set: resetting, secret: ["password"] },
  "confirm the e-mail": { does: "verify/:token", set: confirming },
  "send the confirmation again": { does: "verify", set: resending },
  language: { does: "language", set: choosingLanguage },
  checkout: {
    does: "checkout/:plan",
    set: ordering,
    keeps: ["label", "name", "phone", "coupon"],
    makes: { orders: 1, payment_attempts: 1 },
  },
  "pay an order": { does: "orders/:number/pay", set: orderForm("pay"), makes: { payment_attempts: 0 } },
  "pay by a link": { does: "pay/:token", set: payingByLink, makes: { payment_attempts: 0 } },
  "choose a way to pay": { does: "orders/:number/pay", set: choosingWay, makes: { payment_attempts: 1 } },
  "cancel an order": { does: "orders/:number/cancel", set: orderForm("cancel") },
  profile: {
    does: "account save-profile",
    set: account({ intent: "save-profile", name: "Sari", phone: "0812", language: "id" }),
    keeps: ["name", "phone"],
  },
  "end one session": { does: "account end-session", set: account({ intent: "end-session", session: "0" }) },
  "end other sessions": { does: "account end-others", set: account({ intent: "end-others" }) },
  "change the password": { does: "account/password", set: changingPassword, secret: ["current", "wanted"] },
  "make a token": {
    does: "account/tokens create",
    set: account({ intent: "create", name: "Laptop", site: "", days: "90" }, "/account/tokens"),
    keeps: ["name"],
  },
  "revoke a token": {
    does: "account/tokens revoke",
    set: account({ intent: "revoke", token: "x" }, "/account/tokens"),
  },
  "show the FTP password": { does: "sites/:site/ftp", set: siteForm("/ftp") },
  "make a backup": { does: "sites/:site/backups", set: siteForm("/backups") },
  "change the FTP account": { does: "sites/:site/ftp reset", set: siteForm("/ftp", { intent: "reset" }) },
  "add a domain": {
    does: "sites/:site/domains add",
    set: siteForm("/domains", { intent: "add", domain: "serangan-kami.com" }),
    keeps: ["domain"],
  },
  "check a domain": {
    does: "sites/:site/domains check",
    set: siteForm("/domains", { intent: "check", domainId: "x" }),
  },
  "let a domain go": {
    does: "sites/:site/domains remove",
    set: siteForm("/domains", { intent: "remove", domainId: "x" }),
  },
  "choose the main address": {
    does: "sites/:site/domains main",
    set: siteForm("/domains", { intent: "main", domainId: "" }),
  },
  "send to HTTPS": {
    does: "sites/:site/domains redirect",
    set: siteForm("/domains", { intent: "redirect", wanted: "off" }),
  },
  "end a subscription": {
    does: "sites/:site/cancel",
    set: siteForm("/cancel?mode=at-term", { mode: "at-term", reason: "price", note: "" }),
    keeps: ["note"],
  },
  "change the plan": {
    does: "sites/:site/plan/:plan/:cycle",
    set: changingPlan,
    makes: { orders: 1, payment_attempts: 1 },
  },
  "publish an archive": {
    does: "sites/:site/uploads/:upload publish",
    set: uploadForm({ intent: "publish", root: "satu" }),
    makes: { deployments: 1 },
  },
  "remove an archive": { does: "sites/:site/uploads/:upload remove", set: uploadForm({ intent: "remove" }) },
  "deploy again": {
    does: "sites/:site/deployments/:deployment again",
    set: deploymentForm("", { intent: "again" }),
    makes: { deployments: 1 },
  },
  "cancel a deployment": {
    does: "sites/:site/deployments/:deployment cancel",
    set: deploymentForm("", { intent: "cancel" }),
  },
  "pin a release": {
    does: "sites/:site/deployments/:deployment/details pin",
    set: deploymentForm("/details", { intent: "pin" }),
  },
  "lock a site": {
    does: "sites/:site/lock lock",
    set: siteForm("/lock", { intent: "lock", reason: "promo" }),
  },
  "unlock a site": { does: "sites/:site/lock unlock", set: siteForm("/lock", { intent: "unlock" }) },
  "go back to a release": {
    does: "sites/:site/deployments/:deployment/rollback",
    set: deploymentForm("/rollback", {}),
  },
  "record a refund": {
    does: "staff/orders/:number",
    set: refunding,
    keeps: ["amount", "reference", "reason"],
  },
  "settle a matter": { does: "staff", set: settlingMatter },
  "compare the books": {
    does: "staff/differences compare",
    set: office("/staff/differences", { intent: "compare" }),
  },
  "deal with a difference": {
    does: "staff/differences dealt",
    set: aDifference({ intent: "dealt", note: "sudah" }),
  },
  "cure a difference": { does: "staff/differences cure", set: aDifference({ intent: "cure" }) },
  "stop a site": { does: "staff/sites/:site stop", set: staffSite },
  "terms of a plan": {
    does: "staff/plans/:plan terms",
    set: staffPlan({
      intent: "terms",
      renewalDaysMonthly: "7",
      renewalDaysYearly: "14",
      graceDays: "3",
      terminationDays: "30",
      exportDays: "30",
      releasesKept: "3",
    }),
    keeps: ["graceDays", "exportDays"],
  },
  "price of a plan": {
    does: "staff/plans/:plan price",
    set: staffPlan({ intent: "price", cycle: "monthly", amountIdr: "55000" }),
    keeps: ["amountIdr"],
  },
  "allow the brake": { does: "staff/safety allow", set: office("/staff/safety", { intent: "allow" }) },
  "believe the clock": { does: "staff/safety believe", set: office("/staff/safety", { intent: "believe" }) },
  "make a coupon": {
    does: "staff/coupons create",
    set: office("/staff/coupons", {
      intent: "create",
      code: "SERANGAN",
      kind: "percent",
      value: "10",
      payments: "first",
    }),
    keeps: ["code", "value", "email"],
  },
  "stop a coupon": {
    does: "staff/coupons stop",
    set: office("/staff/coupons", { intent: "stop", coupon: "x" }),
  },
  logout: { does: "logout", set: loggingOut, isDeaf: true },
  "choose a PHP version": { does: "sites/:site/php", set: siteForm("/php", { version: "static" }) },
  "delete a site": {
    does: "sites/:site/delete delete",
    set: async (app, name) => {
      const scene = await siteForm("/delete")(app, name);
      return { ...scene, fields: { intent: "delete", name: `${name}.situs.test` } };
    },
    keeps: ["name"],
  },
  "take a deleted site back": {
    does: "sites/:site/delete take-back",
    set: siteForm("/delete", { intent: "take-back" }),
  },
  "keep a folder": {
    does: "sites/:site/php keep",
    set: siteForm("/php", { intent: "keep", name: "!uploads" }),
    keeps: ["name"],
  },
  "forget a folder": {
    does: "sites/:site/php forget",
    set: siteForm("/php", { intent: "forget", name: "uploads" }),
  },
  "look at a new panel": {
    does: "staff/servers/new look",
    set: office("/staff/servers/new", { intent: "look", address: NOWHERE }, "owner"),
    keeps: ["address"],
  },
  "add a server": {
    does: "staff/servers/new add",
    set: office("/staff/servers/new", NEW_SERVER, "owner"),
    keeps: ["address", "name", "webAddress", "ftpHost", "capacity"],
    secret: ["apiKey"],
  },
  "check a server": { does: "staff/servers/:server look", set: aServerPage({ intent: "look" }) },
  "change a server": {
    does: "staff/servers/:server change",
    set: aServerPage({ intent: "change", name: "x", capacity: "5" }),
    keeps: ["name", "capacity"],
  },
  "drain a server": {
    does: "staff/servers/:server drain",
    set: aServerPage({ intent: "drain", reason: "diganti" }),
    keeps: ["reason"],
  },
  "take new sites again": { does: "staff/servers/:server open", set: aServerPage({ intent: "open" }) },
  "change a server's FTP address": {
    does: "staff/servers/:server ftp",
    set: aServerPage({
      intent: "ftp",
      ftpHost: "127.0.0.1",
      ftpPort: "9",
      ftpMode: "plain",
      ftpFingerprint: "",
    }),
    keeps: ["ftpHost", "ftpPort", "ftpFingerprint"],
  },
  "change a server's key": {
    does: "staff/servers/:server key",
    set: aServerPage({ intent: "key", apiKey: "0".repeat(32) }),
    secret: ["apiKey"],
  },
  "pin a certificate": {
    does: "staff/servers/:server pin",
    set: aServerPage({ intent: "pin", fingerprint: "ab".repeat(32), confirmed: "yes" }),
  },
  "allow PHP on a server": {
    does: "staff/servers/:server php",
    set: aServerPage({ intent: "php", allowed: "yes", understood: "yes" }),
  },
  "remove a server": {
    does: "staff/servers/:server remove",
    set: aServerPage({ intent: "remove", confirmed: "" }),
  },
  "use a coupon": {
    does: "checkout/:plan apply-coupon",
    set: withMore(ordering, { intent: "apply-coupon", coupon: "SERANGAN" }),
    keeps: ["label", "name", "phone", "coupon"],
  },
  "order with a way to pay": { does: "checkout/:plan", set: withMore(ordering, { way: "va.bni" }) },
  "choose a way by a link": { does: "pay/:token", set: withMore(payingByLink, { way: "va.bni" }) },
  "details for invoices": {
    does: "account save-buyer",
    set: account({ intent: "save-buyer", address: "Jl. Ijen 1", npwp: "" }),
  },
  "switch FTP off": { does: "sites/:site/ftp off", set: siteForm("/ftp", { intent: "off" }) },
  "restore a backup": { does: "sites/:site/backups/:backup/restore", set: restoring },
  "end a subscription now": {
    does: "sites/:site/cancel",
    set: siteForm("/cancel?mode=now", { mode: "now", credit: "0", reason: "price", note: "" }),
  },
  "take an ending back": {
    does: "sites/:site/cancel take-back",
    set: siteForm("/cancel", { intent: "take-back" }),
  },
  "let a release go": {
    does: "sites/:site/deployments/:deployment/details unpin",
    set: deploymentForm("/details", { intent: "unpin" }),
  },
  "publish a draft": {
    does: "sites/:site/deployments/:deployment/details publish",
    set: draftForm({ intent: "publish" }),
  },
  "throw a draft away": {
    does: "sites/:site/deployments/:deployment/details discard",
    set: draftForm({ intent: "discard" }),
  },
  "record a transfer with its proof": {
    does: "staff/orders/:number",
    set: withMore(refunding, { way: "transfer", reference: "BCA 778", proof: "bukti.pdf" }),
    keeps: ["amount", "reference", "reason"],
  },
  "let a site run": { does: "staff/sites/:site run", set: withMore(staffSite, { intent: "run" }) },
  "waive an export": { does: "staff/sites/:site waive", set: withMore(staffSite, { intent: "waive" }) },
  "allow removals": { does: "staff/sites", set: office("/staff/sites", {}) },
  "withdraw a plan": { does: "staff/plans/:plan withdraw", set: staffPlan({ intent: "withdraw" }) },
  "offer a plan": { does: "staff/plans/:plan offer", set: staffPlan({ intent: "offer" }) },
};

const SECRET = "rahasia sekali, jangan tampil";
const TABLES = [
  "users",
  "orders",
  "payment_attempts",
  "subscriptions",
  "websites",
  "uploads",
  "deployments",
  "email_tokens",
  "deploy_tokens",
  "servers",
] as const satisfies (keyof DB)[];

for (const [name, form] of Object.entries(forms)) {
  describe(`the form "${name}"`, () => {
    test("answers every attack with a sentence and keeps nothing of it", async ({ app }) => {
      const { who, path, fields } = await form.set(app, `serangan-${idOf(name)}`);
      const faults: string[] = [];
      for (const attack of attacks.map((one) => (form.isDeaf ? { ...one, answers: [303] } : one))) {
        await app.db.deleteFrom("rate_limits").execute();
        const before = await rowCounts(app);
        const answer = await who.ask(path, { method: "POST", ...attack.make(fields) });
        faults.push(...faultsIn(answer, attack.answers).map((fault) => `${attack.name}: ${fault}`));
        if (answer.status >= 400) expect(await rowCounts(app), attack.name).toEqual(before);
      }
      expect(faults).toEqual([]);
    });

    const { keeps = [], secret = [], makes } = form;
    if (keeps.length + secret.length > 0) {
      test("shows again what was typed, and never a password", async ({ app }) => {
        const { who, path, fields } = await form.set(app, `ketikan-${idOf(name)}`);
        const typed = Object.fromEntries(keeps.map((field) => [field, `-${field}-`.padEnd(301, "?")]));
        const passwords = Object.fromEntries(secret.map((field) => [field, `${SECRET}${"!".repeat(200)}`]));
        const { status, html } = await who.post(path, { ...fields, ...typed, ...passwords });
        expect(status).toBe(400);
        for (const field of keeps) expect(html).toContain(`value="${typed[field]}"`);
        expect(html).not.toContain(SECRET);
      });
    }

    if (makes) {
      test("sent four times at once is done once", async ({ app }) => {
        const { who, path, fields } = await form.set(app, `kembar-${idOf(name)}`);
        await app.db.deleteFrom("rate_limits").execute();
        const before = await rowCounts(app);
        const answers = await Promise.all(Array.from({ length: 4 }, () => who.post(path, fields)));
        expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
        const after = await rowCounts(app);
        for (const table of TABLES) expect(after[table] - before[table], table).toBe(makes[table] ?? 0);
      });
    }
  });
}

/** What programs send, no form of a page: each has hostile bodies of its own in the test beside it. */
const PROGRAMS = [
  "sites/:site/uploads",
  "sites/:site/uploads/arrivals",
  "sites/:site/uploads/arrivals/:arrival",
  "api/deploy/:site",
  "api/deployments/:deployment",
  "api/deployments/:deployment/publish",
  "api/payment/callback",
];

test("every action of the routes, and every button it asks for by name, has a line here", () => {
  const wanted = routes.flatMap(({ path = "", file }) => {
    const text = readFileSync(`app/${file}`, "utf8");
    if (!/export (async function|function|const) action/.test(text)) return [];
    if (/action = onlyToRead|action\(\) \{\s+return notFound/.test(text)) return [];
    const around = textsAround(`app/${file}`);
    const all = [text, ...around.filter((one) => one.name.endsWith(".server.ts")).map((one) => one.text)];
    const switches = all.flatMap(
      (one) => one.match(/switch \((textOf\(form, "intent"\)|intent)\) \{[\s\S]*?\n {2}\}/g) ?? [],
    );
    const cases = switches.flatMap((one) => one.match(/(?<=case ")[a-z-]+(?=":)/g) ?? []);
    const asked = all.flatMap((one) => one.match(/(?<=intent("\))? [!=]== ")[a-z-]+(?=")/g) ?? []);
    const deeds = all.flatMap((one) => {
      const table = /: Record<string, Deed> = \{[\s\S]*?\n\};/.exec(one)?.[0] ?? "";
      return table.match(/(?<=^ {2}"?)[a-z-]+(?="?: \{$)/gm) ?? [];
    });
    const shown = [text, ...around.filter((one) => one.name.endsWith(".tsx")).map((one) => one.text)].flatMap(
      (one) => one.match(/(?<= intent="|name="intent" value=")[a-z-]+(?=")/g) ?? [],
    );
    const buttons = [...cases, ...asked, ...deeds, ...shown].map((one) => `${path} ${one}`);
    return buttons.length > 0 ? buttons : [path];
  });
  const lines = new Set([...Object.values(forms).map(({ does }) => does), ...PROGRAMS]);
  expect([...new Set(wanted)].filter((one) => !lines.has(one))).toEqual([]);
});

/** The files of a page besides its own: what it takes from its folder, and what they take. */
function textsAround(page: string, known = new Set<string>()): { name: string; text: string }[] {
  const text = readFileSync(page, "utf8");
  const taken = [...text.matchAll(/from "(\.\.?\/[\w./-]+\.tsx?)"/g)].map(([, at]) =>
    join(dirname(page), at!),
  );
  const fresh = taken.filter((name) => !known.has(name) && !name.endsWith(".words.ts"));
  for (const name of fresh) known.add(name);
  return fresh.flatMap((name) => [{ name, text: readFileSync(name, "utf8") }, ...textsAround(name, known)]);
}

/** What is wrong with an answer; an attack may fail in any way that a person understands. */
function faultsIn({ status, html, location }: Answer, answers?: Attack["answers"]): string[] {
  const faults: string[] = [];
  if (answers ? !answers.includes(status) : status >= 500) faults.push(`answered ${status}`);
  if (status >= 300 && status < 400 && !location) faults.push("leads nowhere");
  if (status >= 400 && !/role="alert"|<h1/.test(html)) faults.push(`no sentence with ${status}`);
  if (/node_modules|at .+\.tsx?:\d+|syntax error|violates/.test(html)) faults.push("shows its insides");
  if (/<script>alert|<input[^>]+type="password"[^>]+value="./.test(html))
    faults.push("echoes what it must not");
  return faults;
}

async function rowCounts({ db }: App): Promise<Record<(typeof TABLES)[number], number>> {
  const counts = TABLES.map(async (table) => {
    const { count } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    return [table, Number(count)] as const;
  });
  return Object.fromEntries(await Promise.all(counts)) as Record<(typeof TABLES)[number], number>;
}

describe("addresses", () => {
  const patterns = [
    "/checkout/:id",
    "/payments/:id/return",
    "/orders/:id",
    "/orders/:id/pay",
    "/orders/:id/pay/:id",
    "/orders/:id/cancel",
    "/orders/:id/invoice",
    "/orders/:id/credit-notes/CN-2026-000001",
    "/orders/LC-2026-000001/credit-notes/:id",
    "/pay/:id",
    "/reset/:id",
    "/verify/:id",
    "/sites/:id",
    "/sites/:id/ftp",
    "/sites/:id/domains",
    "/sites/:id/cancel",
    "/sites/:id/php",
    "/sites/:id/delete",
    "/staff/orders/:id",
    "/sites/:id/uploads",
    "/sites/:id/deployments",
    "/sites/:id/logs",
    "/sites/:id/backups",
    "/sites/:id/logs.txt",
    "/sites/:id/export.zip",
    "/sites/:id/backups/:id/zip",
    "/sites/:id/deployments/:id/log.txt",
    "/orders/:id/invoice.pdf",
    "/orders/:id/credit-notes/:id/pdf",
    "/staff/orders/:id/refunds/:id/proof",
    "/pay/:id/:id",
    ":site/backups/:id/zip",
    ":site/backups/:id/restore",
    ":site/uploads/:id",
    ":site/deployments/:id",
    ":site/deployments/:id/rollback",
    ":site/deployments/:id/details",
    ":site/deployments/:id/log.txt",
    ":site/deployments/:id/events",
  ];

  test("with an id that is none are a page that says so, to look at and to write to", async ({ app }) => {
    const site = await aSite(app, "alamat");
    const faults: string[] = [];
    for (const pattern of patterns) {
      for (const id of badIds) {
        await app.db.deleteFrom("rate_limits").execute();
        const path = pattern.replace(":site", site.base).replaceAll(":id", id);
        for (const method of ["GET", "POST", "PUT"]) {
          const body = method === "GET" ? undefined : new URLSearchParams({ password: PASSWORD });
          const answer = await site.ask(path, { method, ...(body && { body }) });
          // Nobody reads what an event stream answers.
          const found = path.endsWith("/events") ? [] : faultsIn(answer);
          if (answer.status < 300 || answer.status >= 500) found.push(`answered ${answer.status}`);
          faults.push(...found.map((fault) => `${method} ${path.slice(-80)}: ${fault}`));
        }
      }
    }
    expect(faults).toEqual([]);
  }, 120_000);

  test("with any query are the page itself", async ({ app }) => {
    const site = await aSite(app, "tanya");
    const visitor = aVisitor(app);
    const faults: string[] = [];
    const look = async (who: Visitor, path: string) => {
      for (const query of badQueries) {
        const answer = await who.get(`${path}?${query}`);
        const found = faultsIn(answer);
        faults.push(...found.map((fault) => `${path}?${query.slice(0, 60)}: ${fault}`));
      }
    };
    for (const path of [
      "/",
      "/pricing",
      "/login",
      "/register",
      "/forgot",
      "/verify",
      "/language",
      "/logout",
      "/nowhere",
    ])
      await look(visitor, path);
    for (const path of [
      "/dashboard",
      "/orders",
      "/account",
      "/checkout/usaha",
      site.base,
      `${site.base}/uploads`,
      `${site.base}/deployments`,
      `${site.base}/logs`,
      `${site.base}/backups`,
    ])
      await look(site, path);
    expect(faults).toEqual([]);
  }, 120_000);

  test("that only take a form change nothing when they are opened", async ({ app }) => {
    const { who, path } = await orderForm("pay")(app, "buka");
    const attempts = () => app.db.selectFrom("payment_attempts").select("id").execute();
    const before = await attempts();
    expect((await who.get(path)).status).toBe(200);
    expect((await who.get(path.replace("/pay", "/cancel"))).status).toBe(200);
    expect((await who.get("/logout")).status).toBe(303);
    expect((await who.get("/language?locale=en")).headers.get("set-cookie")).toBeNull();
    expect((await who.get("/dashboard")).status).toBe(200);
    expect(await attempts()).toEqual(before);
  });

  test("of somebody else's things do not exist, to look at and to write to", async ({ app }) => {
    const [mine, theirs] = [await aSite(app, "milikku"), await aSite(app, "miliknya")];
    const upload = await theirs.upload(archive());
    const deployment = await theirs.publish(upload, { root: "satu" });
    const { path } = await orderForm("pay")(app, "pesanannya");
    const order = path.replace("/pay", "");
    const before = await rowCounts(app);
    const pages = [
      order,
      `${order}/invoice`,
      `${order}/invoice.pdf`,
      `${order}/cancel`,
      theirs.base,
      `${theirs.base}/ftp`,
      `${theirs.base}/php`,
      `${theirs.base}/uploads`,
    ];
    pages.push(
      upload,
      `${theirs.base}/deployments`,
      deployment,
      `${deployment}/rollback`,
      `${deployment}/details`,
      `${deployment}/log.txt`,
      `${theirs.base}/lock`,
      `${deployment}/events`,
    );
    // their deployment and upload under my own site
    pages.push(upload.replace(theirs.base, mine.base), deployment.replace(theirs.base, mine.base));
    for (const page of pages) expect([page, (await mine.get(page)).status]).toEqual([page, 404]);
    for (const [page, fields] of [
      [`${order}/pay`, {}],
      [`${order}/cancel`, {}],
      [`${theirs.base}/ftp`, {}],
      [`${theirs.base}/php`, { version: "static" }],
      [upload, { intent: "publish", root: "dua" }],
      [upload, { intent: "remove" }],
      [deployment, { intent: "again" }],
      [deployment, { intent: "cancel" }],
      [`${deployment}/rollback`, {}],
      [`${deployment}/details`, { intent: "pin" }],
      [`${theirs.base}/lock`, { intent: "lock" }],
      [upload.replace(theirs.base, mine.base), { intent: "publish", root: "dua" }],
      [deployment.replace(theirs.base, mine.base), { intent: "again" }],
    ] as const) {
      expect([page, (await mine.post(page, fields as Record<string, string>)).status]).toEqual([page, 404]);
    }
    expect(await rowCounts(app)).toEqual(before);
  });
});

const idOf = (name: string) => name.toLowerCase().replace(/[^a-z]+/g, "-");
const mailOf = (name: string) => `${name}@warung.test`;
const archive = () => zipOf({ "satu/index.html": "1", "dua/index.html": "22" });

async function registering(app: App, name: string): Promise<Scene> {
  const fields = {
    name: "Sari",
    email: mailOf(name),
    phone: "0812 3456 7890",
    password: PASSWORD,
    terms: "yes",
  };
  return { who: aVisitor(app), path: "/register", fields };
}

async function loggingIn(app: App, name: string): Promise<Scene> {
  const { email } = await anAccount(app, { email: mailOf(name) });
  return { who: aVisitor(app), path: "/login", fields: { email, password: PASSWORD } };
}

async function forgetting(app: App, name: string): Promise<Scene> {
  const { email } = await anAccount(app, { email: mailOf(name) });
  return { who: aVisitor(app), path: "/forgot", fields: { email } };
}

function link(
  app: App,
  owner: { userId: string; email: string },
  purpose: "reset-password" | "verify-email",
) {
  const vault = createVault([process.env.ENCRYPTION_KEYS ?? ""]);
  return issueToken({ db: app.db, vault }, { ...owner, purpose, now: new Date() });
}

async function resetting(app: App, name: string): Promise<Scene> {
  const { id, email } = await anAccount(app, { email: mailOf(name) });
  const token = await link(app, { userId: id, email }, "reset-password");
  return { who: aVisitor(app), path: `/reset/${token}`, fields: { password: "es kelapa muda siang" } };
}

async function confirming(app: App, name: string): Promise<Scene> {
  const { id, email } = await anAccount(app, { email: mailOf(name), isVerified: false });
  const token = await link(app, { userId: id, email }, "verify-email");
  return { who: aVisitor(app), path: `/verify/${token}`, fields: {} };
}

async function resending(app: App, name: string): Promise<Scene> {
  const { email } = await anAccount(app, { email: mailOf(name), isVerified: false });
  return { who: aVisitor(app), path: "/verify", fields: { email } };
}

async function choosingLanguage(app: App, _name: string): Promise<Scene> {
  return { who: aVisitor(app), path: "/language", fields: { locale: "en", next: "/pricing" } };
}

async function ordering(app: App, name: string): Promise<Scene> {
  await addStarterPlans(app.db);
  const who = await aCustomer(app, { email: mailOf(name) });
  const { html } = await who.get("/checkout/usaha");
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const ours = Object.fromEntries(hidden.map(([, field, value]) => [field!, value!]));
  const typed = {
    address: "free",
    label: name,
    domain: "",
    name: "Sari",
    phone: "081234567890",
    terms: "yes",
  };
  return { who, path: "/checkout/usaha", fields: { ...ours, ...typed } };
}

/** The same form with other values in it. */
function withMore(set: Form["set"], fields: Record<string, string>): Form["set"] {
  return async (app, name) => {
    const scene = await set(app, name);
    await refreshChannels(shopOf(app), new Date());
    return { ...scene, fields: { ...scene.fields, ...fields } };
  };
}

async function payingByLink(app: App, name: string): Promise<Scene> {
  const { id: userId } = await anAccount(app, { email: mailOf(name) });
  const { orderId } = await anOpenOrder(shopOf(app), { userId });
  return {
    who: aVisitor(app),
    path: new URL(payLink(testSettings, orderId, new Date())).pathname,
    fields: {},
  };
}

function orderForm(act: "pay" | "cancel") {
  return async (app: App, name: string): Promise<Scene> => {
    const who = await aCustomer(app, { email: mailOf(name) });
    const { number } = await anOpenOrder(shopOf(app), { userId: who.account.id });
    return { who, path: `/orders/${number}/${act}`, fields: {} };
  };
}

async function choosingWay(app: App, name: string): Promise<Scene> {
  const { who, path } = await orderForm("pay")(app, name);
  await refreshChannels(shopOf(app), new Date());
  await app.db.updateTable("users").set({ phone: "081234567890" }).execute();
  return { who, path, fields: { way: "va.bni" } };
}

function account(fields: Record<string, string>, path = "/account") {
  return async (app: App, name: string): Promise<Scene> => ({
    who: await aCustomer(app, { email: mailOf(name) }),
    path,
    fields,
  });
}

async function changingPassword(app: App, name: string): Promise<Scene> {
  const who = await aCustomer(app, { email: mailOf(name) });
  return { who, path: "/account/password", fields: { current: PASSWORD, wanted: "es kelapa muda siang" } };
}

async function aSite(app: App, name: string) {
  const site = await aCustomerSite(app, name);
  await site.provision();
  return site;
}

function siteForm(page: string, fields: Record<string, string> = {}) {
  return async (app: App, name: string): Promise<Scene> => {
    const who = await aSite(app, name);
    return { who, path: who.base + page, fields };
  };
}

/** The page of a dearer plan, and what it shows. */
async function changingPlan(app: App, name: string): Promise<Scene> {
  await addStarterPlans(app.db);
  const who = await aSite(app, name);
  await aPaidPeriod(app.db, who.websiteId);
  const path = `${who.base}/plan/usaha/monthly`;
  return { who, path, fields: hiddenFields((await who.get(path)).html) };
}

function uploadForm(fields: Record<string, string>) {
  return async (app: App, name: string): Promise<Scene> => {
    const who = await aSite(app, name);
    return { who, path: await who.upload(archive()), fields };
  };
}

function deploymentForm(page: string, fields: Record<string, string>) {
  return async (app: App, name: string): Promise<Scene> => {
    const who = await aSite(app, name);
    const upload = await who.upload(archive());
    const first = await who.publish(upload, { root: "satu" });
    await who.publish(upload, { root: "dua" });
    return { who, path: first + page, fields };
  };
}

function draftForm(fields: Record<string, string>) {
  return async (app: App, name: string): Promise<Scene> => {
    const who = await aSite(app, name);
    const draft = await who.publish(await who.upload(archive()), { root: "satu", as: "draft" });
    return { who, path: `${draft}/details`, fields };
  };
}

async function restoring(app: App, name: string): Promise<Scene> {
  const who = await aSite(app, name);
  const { id } = await app.db
    .insertInto("backups")
    .values({
      website_id: who.websiteId,
      user_id: who.account.id,
      kind: "manual",
      status: "ready",
      storage_key: `backups/${name}.zip`,
      size_bytes: 1,
      file_count: 1,
      skipped_count: 0,
      sha256: "0".repeat(64),
      created_at: new Date(),
      verified_at: new Date(),
      expires_at: new Date(Date.now() + 86_400_000),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { who, path: `${who.base}/backups/${id}/restore`, fields: {} };
}

async function settlingMatter(app: App, name: string): Promise<Scene> {
  const who = await aCustomer(app, { email: mailOf(name) });
  await app.db.updateTable("users").set({ role: "staff" }).where("id", "=", who.account.id).execute();
  await askForAttention(app.db, { kind: "wrong-amount", subject: name });
  const matter = await app.db
    .selectFrom("attention_items")
    .select("id")
    .where("subject", "=", name)
    .executeTakeFirstOrThrow();
  return { who, path: "/staff", fields: { matter: matter.id } };
}

async function refunding(app: App, name: string): Promise<Scene> {
  const { number } = await anOpenOrder(shopOf(app));
  await app.db
    .updateTable("orders")
    .set({ status: "paid", paid_at: new Date() })
    .where("number", "=", number)
    .execute();
  const refund = { way: "credit", amount: "1000", reference: "", reason: "x", key: crypto.randomUUID() };
  return office(`/staff/orders/${number}`, refund)(app, name);
}

async function staffSite(app: App, name: string): Promise<Scene> {
  const { websiteId } = await aSite(app, name);
  return office(`/staff/sites/${websiteId}`, { intent: "stop", note: "tipuan" })(app, `${name}-kantor`);
}

function staffPlan(fields: Record<string, string>) {
  return async (app: App, name: string): Promise<Scene> => {
    await addStarterPlans(app.db);
    return office("/staff/plans/usaha", fields)(app, name);
  };
}

/** Somebody of the staff at a page of theirs. */
function office(path: string, fields: Record<string, string>, role: "staff" | "owner" = "staff") {
  return async (app: App, name: string): Promise<Scene> => {
    const who = await aCustomer(app, { email: mailOf(name) });
    await app.db.updateTable("users").set({ role }).where("id", "=", who.account.id).execute();
    return { who, path, fields };
  };
}

/** A server's page, for its owner; nothing has answered there for long, so that no website is put on it. */
function aServerPage(fields: Record<string, string>) {
  return async (app: App, name: string): Promise<Scene> => {
    const { id } = await app.db
      .insertInto("servers")
      .values({
        name,
        panel_url: NOWHERE,
        api_key_encrypted: createVault([process.env.ENCRYPTION_KEYS ?? ""]).seal("0".repeat(32)),
        ftp_host: "127.0.0.1",
        ftp_port: 21,
        web_address: "127.0.0.1:80",
        sites_root: "/www/wwwroot",
        problem: "unreachable",
        problem_since: new Date(),
        misses: 99,
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    return office(`/staff/servers/${id}`, fields, "owner")(app, name);
  };
}

function aDifference(fields: Record<string, string>) {
  return async (app: App, name: string): Promise<Scene> => {
    const scene = await office("/staff/differences", fields)(app, name);
    const finding = { kind: "standing-differs" as const, subject: randomUUID(), detail: {} };
    const { id } = await keepFinding(app.db, finding, new Date());
    return { ...scene, fields: { ...fields, difference: id ?? "" } };
  };
}

async function loggingOut(app: App, name: string): Promise<Scene> {
  return { who: await aCustomer(app, { email: mailOf(name) }), path: "/logout", fields: {} };
}
