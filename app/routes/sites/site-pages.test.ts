import { describe, expect } from "vitest";
import { switchWebsite } from "#app/domain/hosting/websites/standing.server.ts";
import { test } from "#app/test/app.ts";
import { zipOf } from "#app/test/archives.ts";
import { aCustomerSite } from "#app/test/customer-site.ts";
import { testSettings } from "#app/test/fixtures.ts";
import { aVisitor } from "#app/test/people.ts";

const page = (text: string) => zipOf({ "index.html": `<h1>${text}</h1>` });
const headingOf = (html: string) => html.match(/<h1[^>]*>(.*?)<\/h1>/s)?.[1]?.replace(/<[^>]*>/g, "");

describe("a site's pages", () => {
  test("belong to their owner: others get 404, strangers are sent to log in", async ({ app }) => {
    const sari = await aCustomerSite(app, "milik");
    await sari.provision();
    const upload = await sari.upload(page("satu"));
    const deployment = await sari.publish(upload);
    const other = await aCustomerSite(app, "tetangga");
    const here = [sari.base, `${sari.base}/ftp`, `${sari.base}/uploads`, upload, `${sari.base}/deployments`];
    const pages = [...here, deployment, `${deployment}/rollback`, `${deployment}/events`];
    for (const path of pages) {
      expect((await other.get(path)).status, path).toBe(404);
      expect((await aVisitor(app).get(path)).location, path).toContain("/login?next=");
    }
    for (const path of [`${sari.base}/ftp`, upload, deployment, `${deployment}/rollback`]) {
      expect((await other.post(path, { intent: "remove" })).status, path).toBe(404);
    }
    for (const path of [upload, deployment].map((own) => own.replace(sari.websiteId, other.websiteId))) {
      expect((await other.get(path)).status, path).toBe(404);
    }
    for (const path of [
      "/sites/x",
      "/sites/00000000-0000-4000-8000-000000000000",
      `${sari.base}/uploads/x`,
      `${sari.base}/deployments/x`,
    ]) {
      expect((await sari.get(path)).status, path).toBe(404);
    }
  });

  test("read in both languages at every address", async ({ app }) => {
    const site = await aCustomerSite(app, "bahasa");
    await site.provision();
    const first = await site.publish(await site.upload(page("satu")));
    await site.publish(await site.upload(page("dua")));
    const headings: [string, string, string][] = [
      [site.base, "bahasa.situs.test", "bahasa.situs.test"],
      [`${site.base}/ftp`, "Akses FTP", "FTP access"],
      [`${site.base}/uploads`, "Unggah situs", "Upload site"],
      [`${site.base}/deployments`, "Riwayat penerbitan", "Deployments"],
      [first, "Penerbitan #1", "Deployment #1"],
      [`${first}/rollback`, "Nyalakan lagi penerbitan #1?", "Switch on deployment #1 again?"],
      ["/dashboard", "Dasbor", "Dashboard"],
    ];
    for (const [path, id, en] of headings) {
      for (const [language, heading] of [
        ["id", id],
        ["en", en],
      ] as const) {
        const { status, html } = await site.ask(path, { headers: { "accept-language": language } });
        expect([status, headingOf(html)], `${path} ${language}`).toEqual([200, heading]);
        expect(html).toContain(`<html lang="${language}">`);
      }
    }
  });

  test("the way from paid to a light, as its owner sees it", async ({ app }) => {
    const site = await aCustomerSite(app, "jalan");
    const waiting = await site.get(site.base);
    expect(waiting.html).toContain("Situs Anda sedang disiapkan");
    expect(waiting.html).toMatch(/<noscript><meta http-equiv="refresh" content="4"\/?><\/noscript>/i);
    await site.provision();
    const empty = await site.get(site.base);
    expect(empty.html).toContain("Situs Anda siap diisi");
    expect(empty.html).not.toContain('http-equiv="refresh"');
    await site.publish(await site.upload(page("halo")));
    const { html } = await site.get(site.base);
    expect(html).toContain("Menyala");
    expect(html).toContain("http://jalan.situs.test/");
    expect(html).toContain("Penerbitan #1");
  });

  test("say why a site is not on, and that the money is safe", async ({ app }) => {
    const site = await aCustomerSite(app, "tunda");
    const set = (values: object) =>
      app.db.updateTable("websites").set(values).where("id", "=", site.websiteId).execute();
    for (const [values, title] of [
      [{ problem_code: "server-unreachable" }, "Penyiapan situs tertunda"],
      [{ problem_code: "no-server-room" }, "Kami sedang menambah ruang"],
      [{ status: "failed", problem_code: "not-verified" }, "Situs ini perlu bantuan kami"],
      [{ status: "failed", problem_code: "host-taken" }, "alamat lain"],
      [{ status: "suspended" }, "Situs ini sedang ditangguhkan"],
    ] as const) {
      await set(values);
      expect((await site.get(site.base)).html).toContain(title);
      expect((await site.get("/dashboard")).html).toContain("Perlu perhatian");
    }
  });
});

describe("the FTP account", () => {
  test("is shown only when asked for, and not too often", async ({ app }) => {
    const site = await aCustomerSite(app, "ftp");
    expect((await site.post(`${site.base}/ftp`, {})).status).toBe(400);
    await site.provision();
    const before = await site.get(`${site.base}/ftp`);
    const { ftp_user } = await app.db
      .selectFrom("websites")
      .select("ftp_user")
      .where("id", "=", site.websiteId)
      .executeTakeFirstOrThrow();
    expect(before.html).not.toContain(ftp_user ?? "?");
    const shown = await site.post(`${site.base}/ftp`, {});
    expect(shown.status).toBe(200);
    expect(shown.html).toContain(ftp_user ?? "?");
    expect(shown.html).toMatch(/select-all[^>]*>[A-Za-z0-9]{20}</);
    expect(shown.headers.get("cache-control")).toBe("private, no-store");
    let answer = shown;
    for (let tries = 0; tries < 30; tries++) answer = await site.post(`${site.base}/ftp`, {});
    expect([answer.status, answer.html.includes("Terlalu sering")]).toEqual([429, true]);
  });
});

describe("deployments", () => {
  test("show each step with its time, and lead to the site", async ({ app }) => {
    const site = await aCustomerSite(app, "langkah");
    await site.provision();
    const upload = await site.upload(page("halo"));
    const { location } = await site.post(upload, { intent: "publish" });
    const queued = await site.get(location);
    expect(queued.html).toContain("Menunggu giliran");
    expect(queued.html).toMatch(/<noscript><meta http-equiv="refresh" content="2"\/?><\/noscript>/i);
    const twice = await site.post(upload, { intent: "publish" });
    expect(twice.location).toBe(location);
    await site.publish(upload);
    const { html } = await site.get(location);
    for (const step of ["Memeriksa arsip", "Mengirim ke server", "Beralih ke rilis baru", "Situs menyala"]) {
      expect(html).toContain(step);
    }
    expect(html).toContain('href="http://langkah.situs.test/"');
    expect(html).not.toContain('http-equiv="refresh"');
    const events = await site.ask(`${location}/events`);
    expect(events.headers.get("content-type")).toContain("text/event-stream");
    expect(events.html).toContain("event: end\ndata: live");
  });

  test("a waiting one can be cancelled, and put live again", async ({ app }) => {
    const site = await aCustomerSite(app, "batal");
    await site.provision();
    const upload = await site.upload(page("halo"));
    const { location } = await site.post(upload, { intent: "publish" });
    expect((await site.post(location, { intent: "cancel" })).status).toBe(303);
    expect((await site.get(location)).html).toContain("Dibatalkan");
    expect((await site.post(location, { intent: "cancel" })).status).toBe(400);
    const again = await site.post(location, { intent: "again" });
    expect([again.status, again.location !== location]).toEqual([303, true]);
  });

  test("a failed one says at which step, and that the old site is still on", async ({ app }) => {
    const site = await aCustomerSite(app, "gagal");
    await site.provision();
    await site.publish(await site.upload(page("lama")));
    const upload = await site.upload(page("baru"));
    const { location } = await site.post(upload, { intent: "publish" });
    await app.db
      .updateTable("deployments")
      .set({
        status: "failed",
        failed_step: "transferring",
        failure_code: "transfer-failed",
        finished_at: new Date(),
      })
      .where("id", "=", location.split("/").at(-1) ?? "")
      .execute();
    const { html } = await site.get(location);
    expect(html).toContain("Gagal pada langkah “Mengirim ke server”");
    expect(html).toContain("Situs yang lama tetap menyala.");
    expect((await site.get("/dashboard")).html).toContain("Penerbitan #2 ke gagal.situs.test gagal");
  });

  test("an earlier release is switched on again after a page that asks", async ({ app }) => {
    const site = await aCustomerSite(app, "kembali");
    await site.provision();
    const first = await site.publish(await site.upload(page("satu")));
    const second = await site.publish(await site.upload(page("dua")));
    expect((await site.get(`${site.base}/deployments`)).html).toContain(`${first}/rollback`);
    expect((await site.get(`${second}/rollback`)).html).toContain("Rilis ini sudah tayang.");
    expect((await site.post(`${second}/rollback`, {})).status).toBe(400);
    const asked = await site.post(`${first}/rollback`, {});
    expect([asked.status, asked.location]).toEqual([303, first]);
    const busy = await site.post(`${first}/rollback`, {});
    expect([busy.status, busy.html.includes("Penerbitan lain sedang berjalan")]).toEqual([400, true]);
  });

  test("gets a new password, and goes off and on, by its owner's word", async ({ app }) => {
    const site = await aCustomerSite(app, "saklar");
    await site.provision();
    const page = `${site.base}/ftp`;
    const worker = { ...site.worker, settings: testSettings };
    const follow = () => switchWebsite(worker, site, new Date());
    const password = async () =>
      /select-all[^>]*>([A-Za-z0-9]{20})</.exec((await site.post(page, {})).html)?.[1];
    const before = await password();
    expect((await site.post(page, { intent: "reset" })).location).toBe(page);
    expect((await site.get(page)).html).toContain("Perubahan sedang dibuat");
    await follow();
    expect((await site.get(page)).html).not.toContain("Perubahan sedang dibuat");
    expect(await password()).not.toBe(before);
    await site.post(page, { intent: "off" });
    await follow();
    const off = await site.get(page);
    expect([off.html.includes("FTP situs ini dimatikan"), off.html.includes("Tampilkan<")]).toEqual([
      true,
      false,
    ]);
    await site.post(page, { intent: "on" });
    await follow();
    expect((await site.get(page)).html).toContain("Tampilkan<");
  });
});
