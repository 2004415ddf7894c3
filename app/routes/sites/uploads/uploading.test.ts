import { describe, expect } from "vitest";
import { addStarterPlans } from "#app/domain/catalog/starter-plans.ts";
import { inspectUpload } from "#app/domain/hosting/uploads/uploads-inspection.server.ts";
import { test } from "#app/test/app.ts";
import { tarGzOf, zipOf } from "#app/test/archives.ts";
import { aCustomerSite, type CustomerSite } from "#app/test/customer-site.ts";

const page = zipOf({ "index.html": "<h1>Halo</h1>" });

async function anActiveSite(app: Parameters<typeof aCustomerSite>[0], name: string): Promise<CustomerSite> {
  const site = await aCustomerSite(app, name);
  await site.provision();
  return site;
}

async function filesOf(site: CustomerSite): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of site.worker.store.list()) keys.push(key);
  return keys.filter((key) => key.startsWith("uploads/"));
}

async function uploadsOf(site: CustomerSite) {
  return site.worker.db.selectFrom("uploads").selectAll().where("website_id", "=", site.websiteId).execute();
}

describe("uploading an archive", () => {
  test("limits come first, in both languages", async ({ app }) => {
    const site = await anActiveSite(app, "batas");
    for (const [language, heading, limit, files] of [
      ["id", "Unggah situs", "sampai 100 MB", "20.000"],
      ["en", "Upload site", "up to 100 MB", "20,000"],
    ] as const) {
      const { status, html } = await site.ask(`${site.base}/uploads`, {
        headers: { "accept-language": language },
      });
      expect(status).toBe(200);
      expect(html).toContain(heading);
      expect(html).toContain(limit);
      expect(html).toContain(files);
      expect(html).toMatch(/enctype="multipart\/form-data"/i);
      expect(html).toContain("<script");
    }
  });

  test("an archive goes from the form to a page that says what was found", async ({ app }) => {
    const site = await anActiveSite(app, "temuan");
    const { status, location } = await site.send(
      tarGzOf({ "toko/index.html": "halo", "toko/.env": "A=1", "toko/.DS_Store": "x" }),
      "toko saya.tgz",
    );
    expect(status).toBe(303);
    expect(location).toMatch(new RegExp(`^${site.base}/uploads/[0-9a-f-]{36}$`));

    const waiting = await site.get(location);
    expect(waiting.html).toContain("Arsip sedang diperiksa");
    expect(waiting.html).toMatch(/<noscript><meta http-equiv="refresh" content="2"\/?><\/noscript>/i);

    await inspectUpload(site.worker, { uploadId: location.split("/").at(-1) ?? "" }, new Date());
    const { html } = await site.get(location);
    expect(html).toContain("toko saya.tgz");
    expect(html).toContain("1 berkas, 4 B");
    expect(html).toContain("Rahasia tidak ikut tayang");
    expect(html).toContain("toko/.DS_Store");
    expect(html).toContain("Terbitkan");
    expect(html).not.toContain('http-equiv="refresh"');
    const english = await site.ask(location, { headers: { "accept-language": "en" } });
    expect(english.html).toContain("Secrets do not go live");
    expect((await site.get(`${site.base}/uploads`)).html).toContain("Siap diterbitkan");
  });

  test("a refused archive names the entry and says that the site has not changed", async ({ app }) => {
    const site = await anActiveSite(app, "tolak");
    const location = await site.upload(zipOf({ "index.html": "x", "../evil.php": "x" }));
    const { html } = await site.get(location);
    expect(html).toContain("Nama “../evil.php” keluar dari folder situs.");
    expect(html).toContain("Situs Anda tidak berubah.");
    expect(html).not.toContain("Terbitkan");
    expect((await site.post(location, { intent: "publish" })).status).toBe(400);
  });

  test("with several possible folders the customer chooses", async ({ app }) => {
    const site = await anActiveSite(app, "pilih");
    const location = await site.upload(zipOf({ "satu/index.html": "1", "dua/index.html": "22" }));
    expect((await site.get(location)).html).toContain("Folder mana yang ditayangkan?");
    const missing = await site.post(location, { intent: "publish" });
    expect([missing.status, missing.html.includes("Pilih folder yang ditayangkan.")]).toEqual([400, true]);
    const wrong = await site.post(location, { intent: "publish", root: "../tiga" });
    expect([wrong.status, wrong.html.includes("Folder itu tidak ada dalam arsip ini.")]).toEqual([400, true]);
    const right = await site.post(location, { intent: "publish", root: "dua" });
    expect([right.status, right.location.startsWith(`${site.base}/deployments/`)]).toEqual([303, true]);
  });

  test("removing asks first, names the archive, and happens once", async ({ app }) => {
    const site = await anActiveSite(app, "hapus");
    const location = await site.upload(page);
    expect((await site.get(`${location}?remove`)).html).toContain("situs.zip dihapus dari penyimpanan");
    const removed = await site.post(location, { intent: "remove" });
    expect([removed.status, removed.location]).toEqual([303, `${site.base}/uploads`]);
    expect((await site.get(removed.location)).html).toContain("Arsip sudah dihapus.");
    expect((await site.get(location)).html).toContain("Arsip ini sudah dihapus");
    expect((await site.post(location, { intent: "remove" })).status).toBe(303);
    expect((await site.post(location, { intent: "publish" })).status).toBe(400);
  });

  test("an archive without a start page says so, and goes live only when that is chosen", async ({ app }) => {
    const site = await anActiveSite(app, "tanpa-depan");
    const location = await site.upload(
      zipOf({ "Index.HTML": "x", ".htaccess": "y", "a.css": "url(//localhost/a)" }),
    );
    const { html } = await site.get(location);
    for (const text of [
      "Tidak ada halaman depan",
      "Index.HTML",
      "Tautan ke komputer Anda sendiri",
      "a.css",
      ".htaccess",
    ])
      expect(html).toContain(text);
    expect((await site.post(location, { intent: "publish" })).status).toBe(400);
    expect((await site.post(location, { intent: "publish", root: "" })).status).toBe(303);
  });

  test("a site that is not ready takes nothing", async ({ app }) => {
    const site = await aCustomerSite(app, "belum");
    expect((await site.get(`${site.base}/uploads`)).html).toContain("belum bisa menerima arsip");
    const answer = await site.send(page);
    expect([answer.status, (await uploadsOf(site)).length]).toEqual([400, 0]);
  });
});

describe("a form that is not in order keeps nothing and says why", () => {
  const boundary = "----tepi";
  const type = { "content-type": `multipart/form-data; boundary=${boundary}` };
  const part = (name: string, body: Buffer | string) =>
    Buffer.concat([
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="archive"; filename="${name}"\r\n\r\n`,
      ),
      Buffer.from(body as string),
      Buffer.from("\r\n"),
    ]);
  const end = Buffer.from(`--${boundary}--\r\n`);
  const whole = Buffer.concat([part("a.zip", page), end]);

  test("each with its own sentence", async ({ app }) => {
    const site = await anActiveSite(app, "salah");
    await addStarterPlans(app.db);
    await app.db.updateTable("plans").set({ upload_bytes: 5_000 }).where("id", "!=", "bisnis").execute();
    const before = await filesOf(site);
    const exact = Buffer.concat([page, Buffer.alloc(5_000 - page.length)]);
    const cases: [Buffer, Record<string, string>, number, string][] = [
      [Buffer.concat([part("", ""), end]), type, 400, "Pilih satu arsip ZIP atau TAR.GZ"],
      [Buffer.concat([part("a.zip", page), part("b.zip", page), end]), type, 400, "Kirim satu arsip saja"],
      [Buffer.concat([part("a.txt", "halo, ini teks"), end]), type, 400, "bukan ZIP atau TAR.GZ"],
      [
        Buffer.concat([part("a.zip", Buffer.concat([exact, Buffer.alloc(1)])), end]),
        type,
        413,
        "lebih besar dari 4,9 KB, batas paket Anda. Kecilkan gambar atau video, atau pindah ke paket Bisnis",
      ],
      [whole.subarray(0, 90), type, 400, "Sambungan terputus"],
      [whole, { "content-type": "multipart/form-data" }, 400, "tidak terbaca"],
      [whole, { "content-type": "text/plain" }, 400, "tidak terbaca"],
      [
        Buffer.from("archive=a.zip"),
        { "content-type": "application/x-www-form-urlencoded" },
        400,
        "tidak terbaca",
      ],
      [Buffer.alloc(0), type, 400, "terputus"],
    ];
    for (const [body, headers, status, sentence] of cases) {
      const answer = await site.ask(`${site.base}/uploads`, {
        method: "POST",
        body: new Uint8Array(body),
        headers,
      });
      expect([answer.status, answer.html.includes(sentence)], sentence).toEqual([status, true]);
    }
    expect(await uploadsOf(site)).toEqual([]);
    expect(await filesOf(site)).toEqual(before);
    const last = Buffer.concat([part("a.zip", exact), end]);
    expect(
      (await site.ask(`${site.base}/uploads`, { method: "POST", body: new Uint8Array(last), headers: type }))
        .status,
    ).toBe(303);
    await app.db
      .updateTable("plans")
      .set({ upload_bytes: 100 * 1024 * 1024 })
      .execute();
  });

  test("a strange file name is only shown", async ({ app }) => {
    const site = await anActiveSite(app, "nama");
    const { location } = await site.send(page, `<script>alert(1)</script>${"x".repeat(400)}.zip`);
    const { html } = await site.get(location);
    expect(html).not.toContain("<script>alert");
    expect((await uploadsOf(site))[0]?.file_name.length).toBeLessThanOrEqual(255);
  });
});
