import { describe, expect } from "vitest";
import { test } from "#app/test/app.ts";
import { aCustomer, anAccount, aVisitor, PASSWORD } from "#app/test/people.ts";

describe("the account page", () => {
  test("reads in both languages, without script, for its owner only", async ({ app }) => {
    const sari = await aCustomer(app, { email: "sari@warung.test" });
    for (const [path, id, en] of [
      ["/account", "Akun Anda", "Your account"],
      ["/account/password", "Ganti kata sandi", "Change password"],
    ] as const) {
      expect((await aVisitor(app).get(path)).location).toBe(`/login?next=${encodeURIComponent(path)}`);
      for (const [language, heading] of [
        ["id", id],
        ["en", en],
      ] as const) {
        const { status, html, headers } = await sari.ask(path, { headers: { "accept-language": language } });
        expect(status).toBe(200);
        expect(html.match(/<h1[^>]*>(.*?)<\/h1>/s)?.[1]).toBe(heading);
        expect(html).not.toContain("<script");
        expect(headers.get("cache-control")).toBe("private, no-store");
      }
    }
  });

  test("says when the address still waits for confirmation", async ({ app }) => {
    const { email } = await anAccount(app, { email: "tunggu@warung.test", isVerified: false });
    const visitor = aVisitor(app);
    await visitor.post("/login", { email, password: PASSWORD });
    const { html } = await visitor.get("/account");
    expect(html).toContain("Menunggu konfirmasi");
    expect(html).toContain("/verify?next=/account");
    expect((await visitor.get("/verify")).html).toContain(email);
  });

  test("saves name, phone and language, and answers in the new language", async ({ app }) => {
    const sari = await aCustomer(app, { email: "ubah@warung.test" });
    const saved = await sari.post("/account", {
      intent: "save-profile",
      name: "  Sari   Rahayu ",
      phone: "+62 812-3456-7890",
      language: "en",
    });
    expect([saved.status, saved.location]).toEqual([303, "/account"]);
    const { html } = await sari.get("/account");
    expect(html).toContain('<html lang="en">');
    expect(html).toContain("Your changes are saved.");
    expect(html).toContain('value="Sari Rahayu"');
    expect(html).toContain('value="+6281234567890"');
    const row = await app.db
      .selectFrom("users")
      .select(["name", "locale"])
      .where("id", "=", sari.account.id)
      .executeTakeFirst();
    expect(row).toEqual({ name: "Sari Rahayu", locale: "en" });
  });

  test("keeps what was typed when it cannot be saved", async ({ app }) => {
    const sari = await aCustomer(app, { email: "salah@warung.test" });
    const answer = await sari.post("/account", {
      intent: "save-profile",
      name: " ",
      phone: "abc",
      language: "fr",
    });
    expect(answer.status).toBe(400);
    expect(answer.html).toContain("Tulis nama Anda.");
    expect(answer.html).toContain('value="abc"');
    expect(answer.html).toContain("Pilih salah satu bahasa.");
    expect((await sari.post("/account", {})).status).toBe(400);
    expect((await sari.post("/account", { intent: "drop-table" })).status).toBe(400);
    expect(
      (
        await sari.post("/account", [
          ["intent", "end-others"],
          ["intent", "save-profile"],
        ])
      ).status,
    ).toBe(400);
  });

  test("lists devices by a name people know, and ends one or all others", async ({ app }) => {
    const sari = await aCustomer(app, { email: "alat@warung.test" });
    const login = { email: "alat@warung.test", password: PASSWORD };
    const phone = aVisitor(app, { address: "203.0.113.9" });
    const agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36";
    await phone.post("/login", login, { "user-agent": agent });
    const tablet = aVisitor(app);
    await tablet.post("/login", login);

    const { html } = await sari.get("/account");
    expect(html).toContain("Chrome di Android");
    expect(html).toContain("203.0.113.9");
    expect(html).toContain("Perangkat ini");
    const row = html.match(/Chrome di Android.*?name="session" value="([^"]+)"/s);

    const ended = await sari.post("/account", { intent: "end-session", session: row![1]! });
    expect(ended.status).toBe(303);
    expect((await phone.get("/account")).status).toBe(303);
    expect((await tablet.get("/account")).status).toBe(200);

    await sari.post("/account", { intent: "end-others" });
    expect((await tablet.get("/account")).status).toBe(303);
    expect((await sari.get("/account")).status).toBe(200);
  });

  test("never ends a stranger's session", async ({ app }) => {
    const sari = await aCustomer(app, { email: "satu@warung.test" });
    const budi = await aCustomer(app, { email: "budi@warung.test", name: "Budi" });
    const { id_hash } = await app.db
      .selectFrom("sessions")
      .select("id_hash")
      .where("user_id", "=", budi.account.id)
      .executeTakeFirstOrThrow();
    await sari.post("/account", { intent: "end-session", session: id_hash });
    expect((await budi.get("/account")).status).toBe(200);
  });
});

describe("changing the password", () => {
  test("asks for the present one, logs other devices out, and gives this one a new id", async ({ app }) => {
    const sari = await aCustomer(app, { email: "ganti@warung.test" });
    const other = aVisitor(app);
    await other.post("/login", { email: "ganti@warung.test", password: PASSWORD });

    const wrong = await sari.post("/account/password", { current: "bukan ini", wanted: "teh tarik malam" });
    expect(wrong.status).toBe(400);
    expect(wrong.html).toContain("Kata sandi sekarang tidak cocok.");
    expect(wrong.html).not.toContain("teh tarik malam");

    const before = sari.cookies.get("session");
    const changed = await sari.post("/account/password", { current: PASSWORD, wanted: "teh tarik malam" });
    expect([changed.status, changed.location]).toEqual([303, "/account"]);
    expect(sari.cookies.get("session")).not.toBe(before);
    expect((await sari.get("/account")).html).toContain("Kata sandi sudah diganti");
    expect((await other.get("/account")).status).toBe(303);
    const copy = aVisitor(app);
    copy.cookies.set("session", before!);
    expect((await copy.get("/account")).status).toBe(303);
  });

  test("is limited", async ({ app }) => {
    const sari = await aCustomer(app, { email: "batas@warung.test" });
    const statuses = [];
    for (let i = 0; i < 11; i++) {
      statuses.push(
        (await sari.post("/account/password", { current: "bukan ini", wanted: "teh tarik malam" })).status,
      );
    }
    expect(statuses).toEqual([...Array(10).fill(400), 429]);
  });
});
