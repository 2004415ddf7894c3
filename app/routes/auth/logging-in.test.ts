import { describe, expect } from "vitest";
import { checkLimit, limits } from "#app/http/rate-limits.server.ts";
import { test } from "#app/test/app.ts";
import { aCustomer, anAccount, aVisitor, openMail, PASSWORD } from "#app/test/people.ts";

const PAGES = {
  "/register": ["Buat akun", "Create an account"],
  "/login": ["Masuk", "Log in"],
  "/forgot": ["Lupa kata sandi", "Forgotten password"],
  "/forgot?sent": ["Periksa kotak masuk Anda", "Look in your inbox"],
  "/verify": ["Periksa kotak masuk Anda", "Look in your inbox"],
  "/verify/nothing": ["Tautan ini tidak berlaku lagi", "This link no longer works"],
  "/reset/nothing": ["Tautan ini tidak berlaku lagi", "This link no longer works"],
};

describe.each(Object.entries(PAGES))("%s", (path, [indonesian, english]) => {
  test("reads in both languages and carries no script", async ({ app }) => {
    for (const [language, heading] of [
      ["id", indonesian],
      ["en", english],
    ] as const) {
      const { html, headers } = await aVisitor(app, { language }).get(path);
      expect(html).toContain(`<html lang="${language}">`);
      expect(html.match(/<h1[^>]*>(.*?)<\/h1>/s)?.[1]).toBe(heading);
      expect(html).not.toContain("<script");
      expect(headers.get("content-security-policy")).toContain("script-src 'none'");
    }
  });
});

describe("logging in", () => {
  test("goes back to the page that asked, with a cookie scripts cannot read", async ({ app }) => {
    const account = await anAccount(app, { email: "sari@warung.test" });
    const sari = aVisitor(app);
    const asked = await sari.get("/account/password?x=1");
    expect([asked.status, asked.location]).toEqual([303, "/login?next=%2Faccount%2Fpassword%3Fx%3D1"]);
    const answer = await sari.post(asked.location, { email: " SARI@warung.test", password: PASSWORD });
    expect([answer.status, answer.location]).toEqual([303, "/account/password?x=1"]);
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^session=[^;]+; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Lax$/);
    expect((await sari.get(answer.location)).status).toBe(200);
    expect((await sari.get("/login?next=/account")).location).toBe("/account");
    expect(account.email).toBe("sari@warung.test");
  });

  test.for([
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "/.//evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
  ])("never leads to another site (%j)", async (next, { app }) => {
    const email = `n${Math.random().toString(36).slice(2)}@warung.test`;
    await anAccount(app, { email });
    const answer = await aVisitor(app).post(`/login?${new URLSearchParams({ next })}`, {
      email,
      password: PASSWORD,
    });
    expect(answer.status).toBe(303);
    expect(new URL(answer.location, "http://lumi.test").host).toBe("lumi.test");
  });

  test("gives one and the same answer for a wrong password and an unknown address", async ({ app }) => {
    await anAccount(app, { email: "ada@warung.test" });
    const answers = [];
    for (const email of ["ada@warung.test", "tidak@warung.test"]) {
      const { status, html, headers } = await aVisitor(app).post("/login", {
        email,
        password: "salah sekali",
      });
      expect(html).toContain(`value="${email}"`);
      expect(html).not.toContain("salah sekali");
      answers.push({ status, html: html.replaceAll(email, "…"), cookies: headers.getSetCookie() });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]!.status).toBe(400);
    expect(answers[0]!.html).toContain("tidak cocok");
  });

  test("asks for what is missing", async ({ app }) => {
    const answer = await aVisitor(app).post("/login", {});
    expect(answer.status).toBe(400);
    expect(answer.html).toContain("Tulis kata sandi.");
    expect(answer.html).toContain('href="#email"');
  });

  test("is limited for one account whoever tries, known or not", async ({ app }) => {
    await anAccount(app, { email: "dicoba@warung.test" });
    for (const email of ["dicoba@warung.test", "takada@warung.test"]) {
      const allowed = limits["login-account"].hits - 1;
      for (let i = 0; i < allowed; i++) await checkLimit(app.db, "login-account", email, new Date());
      const tries = ["203.0.113.1", "203.0.113.2"].map((address) =>
        aVisitor(app, { address }).post("/login", { email, password: "salah sekali" }),
      );
      const answers = await Promise.all(tries);
      expect(answers.map((answer) => answer.status).sort()).toEqual([400, 429]);
      const limited = answers.filter((answer) => answer.status === 429);
      expect(Number(limited[0]!.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(limited[0]!.html).toContain("Terlalu banyak percobaan.");
    }
  });

  test("ends the session this browser had, and gives a new id each time", async ({ app }) => {
    const sari = await aCustomer(app, { email: "dua@warung.test" });
    const first = sari.cookies.get("session")!;
    await sari.post("/login", { email: "dua@warung.test", password: PASSWORD });
    expect(sari.cookies.get("session")).not.toBe(first);
    const thief = aVisitor(app);
    thief.cookies.set("session", first);
    expect((await thief.get("/account")).location).toBe("/login?next=%2Faccount");
  });

  test("a cookie that was changed or made up opens nothing", async ({ app }) => {
    const sari = await aCustomer(app, { email: "tiga@warung.test" });
    const real = sari.cookies.get("session")!;
    for (const forged of [
      `${real.slice(0, -3)}abc`,
      "x",
      "",
      "%",
      "eyJpZCI6IngifQ==.x",
      real.split(".")[0]!,
    ]) {
      const stranger = aVisitor(app);
      stranger.cookies.set("session", forged);
      expect((await stranger.get("/account")).status).toBe(303);
    }
  });
});

describe("logging out", () => {
  test("needs the button, and ends the session for whoever holds a copy of the cookie", async ({ app }) => {
    const sari = await aCustomer(app, { email: "keluar@warung.test" });
    const copy = sari.cookies.get("session")!;
    expect((await sari.get("/logout")).location).toBe("/");
    expect((await sari.get("/account")).status).toBe(200);
    const answer = await sari.post("/logout", {});
    expect([answer.status, answer.location]).toEqual([303, "/"]);
    expect(sari.cookies.has("session")).toBe(false);
    expect((await sari.get("/")).html).toContain("Anda sudah keluar.");
    const thief = aVisitor(app);
    thief.cookies.set("session", copy);
    expect((await thief.get("/account")).status).toBe(303);
  });
});

describe("a forgotten password", () => {
  test("is replaced through the letter, once, and every device is logged out", async ({ app }) => {
    const sari = await aCustomer(app, { email: "lupa@warung.test" });
    const visitor = aVisitor(app);
    expect((await visitor.post("/forgot", { email: "lupa@warung.test" })).location).toBe("/forgot?sent");
    const link = (await openMail(app, "lupa@warung.test")).find((one) => one.startsWith("/reset/"))!;
    expect((await visitor.get(link)).html).toContain("lupa@warung.test");

    const weak = await visitor.post(link, { password: "12345678" });
    expect(weak.status).toBe(400);
    expect(weak.html).toContain("pertama kali ditebak");
    expect(weak.html).not.toContain('value="12345678"');

    const answer = await visitor.post(link, { password: "teh tarik malam" });
    expect([answer.status, answer.location]).toEqual([303, "/login"]);
    expect((await visitor.get("/login")).html).toContain("Kata sandi baru sudah disimpan");
    expect((await sari.get("/account")).status).toBe(303);
    expect((await visitor.post(link, { password: "wedang jahe sore" })).status).toBe(410);
    expect((await visitor.get(link)).status).toBe(410);
    expect((await visitor.post("/login", { email: "lupa@warung.test", password: PASSWORD })).status).toBe(
      400,
    );
    const back = await visitor.post("/login", { email: "lupa@warung.test", password: "teh tarik malam" });
    expect(back.location).toBe("/dashboard");
  });

  test("is answered the same whether or not there is an account, and limited the same", async ({ app }) => {
    await anAccount(app, { email: "punya@warung.test" });
    const statuses: Record<string, unknown[]> = {};
    for (const [index, email] of ["punya@warung.test", "tanpa@warung.test"].entries()) {
      const visitor = aVisitor(app, { address: `192.0.2.${index}` });
      statuses[email] = [];
      for (let i = 0; i < 6; i++) {
        const { status, location, html } = await visitor.post("/forgot", { email });
        statuses[email].push([status, location, html.replaceAll(email, "…")]);
      }
    }
    expect(statuses["punya@warung.test"]).toEqual(statuses["tanpa@warung.test"]);
    expect(statuses["punya@warung.test"]!.map((answer) => (answer as unknown[])[0])).toEqual([
      303, 303, 303, 303, 303, 429,
    ]);
  });
});

describe("broken forms", () => {
  const FORMS = ["/register", "/login", "/forgot", "/verify", "/verify/nothing", "/reset/nothing", "/logout"];

  test.for(FORMS)("%s answers each kind with a page, never a fault", async (path, { app }) => {
    const type = "application/x-www-form-urlencoded";
    const bodies: [string, string][] = [
      [type, ""],
      [type, "a[b][c][d][e][f]=1"],
      [type, `${"a.".repeat(2000)}a=1`],
      [type, "__proto__[x]=1&email=a@b.test&password=x"],
      [type, "email=%00&password=%00&name=%00"],
      [type, "email=%ff%fe&password=%ff%fe&name=%ff"],
      [type, "email=a@b.test&email=c@d.test&password=x&password=y&name=1&name=2&terms=yes&terms=no"],
      [type, `email=${"x".repeat(65 * 1024)}`],
      [type, "x=1&".repeat(300)],
      ["multipart/form-data; boundary=x", "this is not a form"],
      ["multipart/form-data", "this is not a form"],
      ["application/json", '{"email":"a@b.test"}'],
      ["text/plain", "email=a@b.test"],
    ];
    for (const [contentType, body] of bodies) {
      const answer = await aVisitor(app).ask(path, {
        method: "POST",
        body,
        headers: { "content-type": contentType },
      });
      expect(answer.status, `${contentType} ${body.slice(0, 40)}`).toBeLessThan(500);
      expect(answer.html).not.toMatch(/node_modules|at .+\.ts:\d+/);
    }
  });

  test("a body above 64 kB is refused as too large", async ({ app }) => {
    const answer = await aVisitor(app).post("/login", { email: "a@b.test", password: "x".repeat(65 * 1024) });
    expect(answer.status).toBe(413);
  });
});
