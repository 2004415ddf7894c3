import { describe, expect } from "vitest";
import { checkLimit, limits } from "#app/http/rate-limits.server.ts";
import { test } from "#app/test/app.ts";
import { anAccount, aVisitor, openMail, PASSWORD } from "#app/test/people.ts";

const form = (email: string, more: Record<string, string> = {}) => ({
  name: "Sari Wulandari",
  email,
  phone: "0812 3456 7890",
  password: PASSWORD,
  terms: "yes",
  ...more,
});

describe("registering", () => {
  test("leads from the form to the inbox to the page that was wanted", async ({ app }) => {
    const sari = aVisitor(app);
    const next = "/account?from=checkout";
    const registered = await sari.post(
      `/register?${new URLSearchParams({ next })}`,
      form(" Sari@Warung.test "),
    );
    expect(registered.status).toBe(303);
    expect(registered.location).toBe(`/verify?${new URLSearchParams({ next })}`);
    expect((await sari.get(registered.location)).html).toContain("sari@warung.test");

    const wanted = await sari.get(next);
    expect([wanted.status, wanted.location]).toEqual([303, registered.location]);

    const [link] = await openMail(app, "sari@warung.test");
    const page = await sari.get(link!);
    expect(page.status).toBe(200);
    expect(page.html).toContain("Konfirmasi");
    const before = sari.cookies.get("session");
    const confirmed = await sari.post(link!, {});
    expect([confirmed.status, confirmed.location]).toEqual([303, next]);
    expect(sari.cookies.get("session")).not.toBe(before);

    const account = await sari.get(next);
    expect(account.status).toBe(200);
    expect(account.html).toContain("Sudah dikonfirmasi");
    expect(account.html).toContain("Alamat e-mail Anda sudah dikonfirmasi.");
    expect(account.html).toContain("081234567890");
  });

  test("answers the same for an address that is taken: status, place, page and kind of cookie", async ({
    app,
  }) => {
    await anAccount(app, { email: "lama@warung.test" });
    const answers = [];
    for (const email of ["lama@warung.test", "baru@warung.test"]) {
      const visitor = aVisitor(app);
      const registered = await visitor.post("/register?next=/account", form(email));
      const page = await visitor.get(registered.location);
      const account = await visitor.get("/account");
      const again = await visitor.post(registered.location, { email });
      answers.push({
        email,
        status: registered.status,
        location: registered.location,
        body: registered.html,
        cookie: registered.headers.getSetCookie().map((cookie) => cookie.replace(/=[^;]+;/, "=…;")),
        cookieLength: decodeURIComponent(visitor.cookies.get("session") ?? "").length,
        page: page.html.replaceAll(email, "…"),
        account: [account.status, account.location],
        again: [again.status, again.location, again.headers.getSetCookie()],
      });
    }
    const [taken, fresh] = answers.map(({ email, ...rest }) => rest);
    expect(taken).toEqual(fresh);
    expect(await openMail(app, "lama@warung.test")).toContain("/login");
  });

  test("a registration opens nothing before its address is confirmed, and comes alive when it is", async ({
    app,
  }) => {
    const desk = aVisitor(app);
    await desk.post("/register", form("meja@warung.test"));
    expect((await desk.get("/account")).location).toBe("/verify?next=%2Faccount");

    const [link] = await openMail(app, "meja@warung.test");
    const phone = aVisitor(app);
    const confirmed = await phone.post(link!, {});
    expect(confirmed.location).toBe("/login");
    expect((await phone.get("/account")).status).toBe(303);
    expect((await desk.get("/verify?next=/account")).location).toBe("/account");
    expect((await desk.get("/account")).status).toBe(200);
  });

  test("keeps what was typed, never the password, and names each mistake", async ({ app }) => {
    const answer = await aVisitor(app).post("/register", {
      name: "",
      email: "bukan alamat",
      phone: "12",
      password: "pendek7",
    });
    expect(answer.status).toBe(400);
    for (const sentence of [
      "Tulis nama Anda.",
      "Tulis alamat e-mail yang lengkap",
      "Tulis nomor telepon dengan 8 sampai 15 angka",
      "Kata sandi paling sedikit 8 huruf.",
      "Anda perlu menyetujui syarat dan ketentuan.",
    ]) {
      expect(answer.html).toContain(sentence);
    }
    expect(answer.html).toContain('value="bukan alamat"');
    expect(answer.html).not.toContain("pendek7");
  });

  test("refuses what is too long, repeated, or of the wrong kind with a sentence", async ({ app }) => {
    const visitor = aVisitor(app);
    const long = await visitor.post(
      "/register",
      form(`${"a".repeat(250)}@warung.test`, { name: "x".repeat(101) }),
    );
    expect(long.status).toBe(400);
    expect(long.html).toContain("Nama paling panjang 100 huruf.");
    const twice = await visitor.post("/register", [
      ...Object.entries(form("a@warung.test")),
      ["email", "b@warung.test"],
    ]);
    expect(twice.status).toBe(400);
    expect(twice.html).toContain("Tulis alamat e-mail yang lengkap");
    const heavy = await visitor.post("/register", form("c@warung.test", { password: "é".repeat(37) }));
    expect(heavy.status).toBe(400);
    expect(heavy.html).toContain("terlalu panjang");
    const guessed = await visitor.post(
      "/register",
      form("sariwulandari@warung.test", { password: "sariwulandari" }),
    );
    expect(guessed.status).toBe(400);
    expect(guessed.html).toContain("tidak boleh sama dengan alamat e-mail");
    expect(
      await app.db
        .selectFrom("users")
        .select("id")
        .where("email", "like", "%@warung.test")
        .where("email", "in", ["a@warung.test", "b@warung.test", "c@warung.test"])
        .execute(),
    ).toEqual([]);
  });

  test("is limited by address, with a time to wait", async ({ app }) => {
    const address = "198.51.100.7";
    for (let i = 0; i < limits.register.hits; i++) await checkLimit(app.db, "register", address, new Date());
    const last = await aVisitor(app, { address }).post("/register", form("lama@warung.test"));
    expect(last.status).toBe(429);
    expect(last.html).toContain("Terlalu banyak percobaan.");
    expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(last.html).toContain('value="lama@warung.test"');
  });
});

describe("the confirmation link", () => {
  test("that is false or spent says so and offers a new one", async ({ app }) => {
    const visitor = aVisitor(app);
    for (const token of ["x", "a".repeat(43), "%00", "..%2f..", "a".repeat(5000)]) {
      const page = await visitor.get(`/verify/${token}`);
      expect(page.status).toBe(410);
      expect(page.html).toContain("Tautan ini tidak berlaku lagi");
      expect((await visitor.post(`/verify/${token}`, {})).status).toBe(410);
    }
  });

  test("is sent again to whoever waits, and the answer is the same for anybody", async ({ app }) => {
    await anAccount(app, { email: "menunggu@warung.test", isVerified: false });
    const visitor = aVisitor(app);
    expect((await visitor.get("/verify")).html).toContain('name="email"');
    const answers = [];
    for (const email of ["menunggu@warung.test", "tidakada@warung.test"]) {
      const { status, location, html, headers } = await visitor.post("/verify", { email });
      answers.push({ status, location, html, cookies: headers.getSetCookie() });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ status: 303, location: "/verify" });
    const wrong = await visitor.post("/verify", { email: "apa" });
    expect(wrong.status).toBe(400);
    expect(wrong.html).toContain('value="apa"');
  });

  test("is sent at most five times an hour to one address", async ({ app }) => {
    const visitor = aVisitor(app, { address: "198.51.100.8" });
    const statuses = [];
    for (let i = 0; i < 6; i++)
      statuses.push((await visitor.post("/verify", { email: "sering@warung.test" })).status);
    expect(statuses).toEqual([303, 303, 303, 303, 303, 429]);
  });
});
