import { X509Certificate } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "vitest";
import { askForAttention } from "#app/domain/attention/attention.server.ts";
import { type App, test } from "#app/test/app.ts";
import { aCustomerSite } from "#app/test/customer-site.ts";
import { aCustomer } from "#app/test/people.ts";
import { selfSigned } from "#app/test/pure-ftpd.ts";
import { aPanel } from "#app/test/servers.ts";

let people = 0;

async function someone(app: App, role: "customer" | "staff" | "owner") {
  const who = await aCustomer(app, { email: `server-${++people}@warung.test` });
  await app.db.updateTable("users").set({ role }).where("id", "=", who.account.id).execute();
  return who;
}

type Panel = Awaited<ReturnType<typeof aPanel>>;

async function withPanels(
  work: (start: (name: string, options?: object) => Promise<Panel>) => Promise<void>,
) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-panels-"));
  const started: Panel[] = [];
  try {
    await work(async (name, options = {}) => {
      const panel = await aPanel(folder, name, options);
      started.push(panel);
      return panel;
    });
  } finally {
    for (const panel of started) await panel.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const typed = (panel: Panel, change: Record<string, string> = {}) => ({
  intent: "add",
  address: `${panel.panelUrl}/entrance`,
  name: `server-${panel.panelUrl.split(":").at(-1)}`,
  apiKey: panel.apiKey,
  fingerprint: "",
  webAddress: panel.webAddress,
  tlsAddress: "",
  ftpHost: "",
  ftpPort: String(panel.ftpPort),
  ftpMode: "plain",
  ftpFingerprint: "",
  capacity: "7",
  sitesRoot: "/www/wwwroot",
  ...change,
});

test("an owner sees a panel's own certificate, confirms it, and adds the server with a key nobody sees again", async ({
  app,
}) => {
  await withPanels(async (start) => {
    const panel = await start("secure", { certificate: selfSigned, flavour: "baota" });
    const owner = await someone(app, "owner");
    const fingerprint = new X509Certificate(selfSigned.cert).fingerprint256;
    const seen = await owner.post("/staff/servers/new", {
      intent: "look",
      address: `${panel.panelUrl}/abcd`,
    });
    expect([seen.status, panel.knocks()]).toEqual([200, 0]);
    expect(seen.html).toContain(`name="fingerprint" value="${fingerprint}"`);
    expect(seen.html).toContain("Sertifikatnya buatan sendiri");

    const form = typed(panel, { fingerprint, name: "Rumah" });
    const unconfirmed = await owner.post("/staff/servers/new", form);
    expect([unconfirmed.status, panel.knocks()]).toEqual([400, 0]);
    expect(unconfirmed.html).toContain("Cocokkan sidik jarinya dulu");
    expect(unconfirmed.html).toContain('value="Rumah"');
    expect(unconfirmed.html).not.toContain(panel.apiKey);

    const added = await owner.post("/staff/servers/new", { ...form, confirmed: "yes" });
    expect(added.status).toBe(303);
    const page = await owner.get(added.location);
    for (const words of ["BaoTa 11.7.0", "0 dari 7", "Sehat", "tanpa enkripsi"])
      expect(page.html).toContain(words);
    expect(page.html).not.toContain(panel.apiKey);
    expect((await owner.get("/staff/servers")).html).toContain("Rumah");
    const row = await app.db
      .selectFrom("servers")
      .selectAll()
      .where("name", "=", "Rumah")
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      panel_url: panel.panelUrl,
      ftp_host: "127.0.0.1",
      web_address: panel.webAddress,
    });
    expect(JSON.stringify(row)).not.toContain(panel.apiKey);
    await app.db.deleteFrom("servers").where("id", "=", row.id).execute();
  });
});

test("why a key was refused is said in a sentence, with what was typed but the key, five times an hour", async ({
  app,
}) => {
  await withPanels(async (start) => {
    const panel = await start("refusing");
    const owner = await someone(app, "owner");
    await app.db.deleteFrom("rate_limits").execute();
    const sentences = [
      ["wrong-key", "Panel menolak kuncinya"],
      ["ip-not-listed", "[127.0.0.1]"],
      ["api-off", "Nyalakan API"],
      ["host-refused", "403"],
      ["not-a-panel", "bukan API aaPanel"],
    ] as const;
    for (const [kind, sentence] of sentences) {
      panel.faults.set({ kind });
      const { status, html } = await owner.post("/staff/servers/new", typed(panel, { name: "Coba" }));
      expect([kind, status, html.includes(sentence)]).toEqual([kind, 400, true]);
      expect(html).toContain('value="Coba"');
      expect(html).not.toContain(panel.apiKey);
    }
    const limited = await owner.post("/staff/servers/new", typed(panel));
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(panel.knocks()).toBe(2);
    expect(await app.db.selectFrom("servers").select("id").where("name", "=", "Coba").execute()).toEqual([]);
  });
});

test.for([
  ["address", { address: "panel" }, "Tulis alamat panel yang lengkap"],
  ["address", { address: "ftp://1.2.3.4" }, "Tulis alamat panel yang lengkap"],
  ["key", { apiKey: "pendek" }, "Tulis kunci API dari panel"],
  ["name", { name: " " }, "Tulis nama dari 1 sampai 60"],
  ["public address", { webAddress: "1.2.3.4/x" }, "Tulis alamat IP atau nama host"],
  ["public port", { webAddress: "1.2.3.4:99999" }, "Tulis alamat IP atau nama host"],
  ["FTP port", { ftpPort: "70000" }, "Tulis port dari 1 sampai 65535"],
  ["place of FTP", { ftpPort: "9" }, "Tidak ada server FTP yang menjawab di si"],
  ["fingerprint", { ftpFingerprint: "AB:CD" }, "64 angka heksadesimal"],
  ["capacity", { capacity: "0" }, "Tulis bilangan bulat dari 1 sampai 100000"],
  ["folder", { sitesRoot: "/www;rm" }, "Tulis jalur yang diawali"],
] as const)(
  "a new server with a wrong %s is refused without a call",
  async ([, change, sentence], { app }) => {
    const owner = await someone(app, "owner");
    const before = app.aapanel.knocks();
    const { status, html } = await owner.post("/staff/servers/new", typed(app.aapanel, change));
    expect([status, html.includes(sentence)]).toEqual([400, true]);
    expect(app.aapanel.knocks()).toBe(before);
  },
);

test("staff change room, drain and check a server; keys and removal are the owners'", async ({ app }) => {
  const site = await aCustomerSite(app, "di-server");
  await site.provision();
  const { id } = await app.db.selectFrom("servers").select("id").executeTakeFirstOrThrow();
  const page = `/staff/servers/${id}`;
  const customer = await someone(app, "customer");
  for (const path of ["/staff/servers", "/staff/servers/new", page])
    expect((await customer.get(path)).status).toBe(404);
  const staff = await someone(app, "staff");
  expect((await staff.get("/staff/servers/new")).status).toBe(404);
  expect((await staff.get("/staff/servers/nonsense")).status).toBe(404);

  const shown = await staff.get(page);
  expect(shown.html).toContain("di-server.situs.test");
  expect(shown.html).not.toContain('name="apiKey"');
  const ownersOnly: Record<string, string>[] = [
    { intent: "key", apiKey: "x".repeat(32) },
    { intent: "remove", confirmed: "yes" },
    { intent: "ftp", ftpHost: "localhost", ftpPort: "21", ftpMode: "plain", ftpFingerprint: "" },
  ];
  for (const fields of ownersOnly) {
    expect((await staff.post(page, fields)).status).toBe(403);
  }
  expect((await staff.post(page, { intent: "look" })).status).toBe(303);
  expect((await staff.get(page)).html).toContain("aaPanel 8.10.0");
  expect((await staff.post(page, { intent: "change", name: "Malang", capacity: "x" })).html).toContain(
    'value="Malang"',
  );
  expect((await staff.post(page, { intent: "change", name: "Malang", capacity: "9" })).status).toBe(303);
  expect((await staff.post(page, { intent: "drain", reason: "" })).html).toContain("Tulis alasannya");
  expect((await staff.post(page, { intent: "drain", reason: "diganti" })).status).toBe(303);
  expect((await staff.get("/staff/servers")).html).toContain("Dikosongkan");
  expect((await staff.get(page)).html).toContain("diganti");
  expect((await staff.post(page, { intent: "open" })).status).toBe(303);
  expect((await staff.post(page, { intent: "constructor" })).status).toBe(400);

  await app.db.deleteFrom("rate_limits").execute();
  const owner = await someone(app, "owner");
  const before = app.aapanel.knocks();
  const refused = await owner.post(page, { intent: "key", apiKey: "e".repeat(32) });
  expect([refused.status, app.aapanel.knocks()]).toEqual([400, before + 1]);
  expect(refused.html).toContain("Panel menolak kuncinya");
  expect((await owner.post(page, { intent: "key", apiKey: app.aapanel.apiKey })).status).toBe(303);
  const ftp = { intent: "ftp", ftpHost: "localhost", ftpMode: "plain", ftpFingerprint: "" };
  expect((await owner.get(page)).html).toContain(`value="${app.aapanel.ftpPort}"`);
  const silent = await owner.post(page, { ...ftp, ftpPort: "9" });
  expect(silent.status).toBe(400);
  expect(silent.html).toContain("Tidak ada server FTP yang menjawab");
  expect(silent.html).toContain('value="localhost"');
  expect((await owner.post(page, { ...ftp, ftpPort: String(app.aapanel.ftpPort) })).status).toBe(303);
  expect((await owner.get(page)).html).toContain(`localhost:${app.aapanel.ftpPort}`);
  expect((await site.post(`${site.base}/ftp`, {})).html).toContain("localhost");
  const php = { intent: "php", allowed: "yes" };
  expect((await staff.post(page, { ...php, understood: "yes" })).status).toBe(403);
  expect((await owner.get(page)).html).toContain("open_basedir");
  expect((await owner.post(page, php)).html).toContain("Baca risikonya dulu");
  expect((await owner.post(page, { ...php, understood: "yes" })).status).toBe(303);
  expect((await owner.get(page)).html).toContain("Jangan perbolehkan lagi");
  expect((await owner.post(page, { intent: "php", allowed: "no" })).status).toBe(303);
  expect((await owner.post(page, { intent: "remove" })).html).toContain("Centang dulu");
  expect((await owner.post(page, { intent: "remove", confirmed: "yes" })).html).toContain("Masih ada situs");
  const audit = await app.db
    .selectFrom("audit_log")
    .select("event")
    .where("subject_id", "=", id)
    .orderBy("id")
    .execute();
  expect(audit.map(({ event }) => event)).toEqual([
    "server-added",
    "server-changed",
    "server-drained",
    "server-opened",
    "server-key-changed",
    "server-ftp-changed",
    "php-allowed",
    "php-disallowed",
  ]);
});

test("what asks for attention about servers leads to their page", async ({ app }) => {
  const staff = await someone(app, "staff");
  const { id } = await app.db.selectFrom("servers").select("id").executeTakeFirstOrThrow();
  await askForAttention(app.db, { kind: "server-down", subject: id });
  await askForAttention(app.db, { kind: "servers-full", subject: "servers" });
  const { html } = await staff.get("/staff");
  expect(html).toContain(`href="/staff/servers/${id}"`);
  expect(html).toContain('href="/staff/servers"');
  expect(html).toContain("sudah tiga kali tidak menjawab");
});
