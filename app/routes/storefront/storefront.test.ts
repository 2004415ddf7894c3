import { describe, expect } from "vitest";
import { addStarterPlans } from "#app/domain/catalog/starter-plans.ts";
import { type App, test } from "#app/test/app.ts";

const HEADINGS = {
  "/": ["Situs Anda menyala.", "Your site is on."],
  "/pricing": ["Paket dan harga", "Plans and prices"],
  "/faq": ["Tanya jawab", "Questions"],
  "/terms": ["Syarat dan ketentuan", "Terms of service"],
  "/refunds": ["Pengembalian dana", "Refund policy"],
  "/contact": ["Kontak", "Contact"],
};

async function read(app: App, path: string, headers: Record<string, string> = {}) {
  const response = await app.visit(path, { headers });
  return { response, html: await response.text() };
}

function titleOf(html: string): string {
  return html.match(/<h1[^>]*>(.*?)<\/h1>/s)?.[1] ?? "no heading";
}

describe.each(Object.entries(HEADINGS))("%s", (path, [indonesian, english]) => {
  test("reads in Indonesian, and in English for a browser that prefers it", async ({ app }) => {
    const id = await read(app, path, { "accept-language": "id-ID,id;q=0.9,en;q=0.8" });
    expect(id.response.status).toBe(200);
    expect(id.html).toContain('<html lang="id">');
    expect(titleOf(id.html)).toContain(indonesian);
    const en = await read(app, path, { "accept-language": "en-GB,en;q=0.9" });
    expect(en.html).toContain('<html lang="en">');
    expect(titleOf(en.html)).toContain(english);
  });

  test("carries no script and a policy that allows none", async ({ app }) => {
    const { response, html } = await read(app, path);
    expect(html).not.toContain("<script");
    expect(html).not.toContain("modulepreload");
    expect(html).not.toMatch(/ style="/);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'none'");
    expect(policy).toContain(new URL(app.ipaymu.url).origin);
    expect(response.headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
    expect(response.headers.get("cache-control")).toBe("no-cache");
  });

  test("has one title, one main heading and a way past the menu", async ({ app }) => {
    const { html } = await read(app, path);
    expect(html.match(/<title>/g)).toHaveLength(1);
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html).toContain('href="#content"');
  });
});

describe("the plans", () => {
  test("are missed politely while there are none", async ({ app }) => {
    const { response, html } = await read(app, "/pricing");
    expect(response.status).toBe(200);
    expect(html).toContain("Paket sedang disiapkan");
  });

  test("switch to a year by a link and say what is saved, in both places", async ({ app }) => {
    await addStarterPlans(app.db);
    const monthly = await read(app, "/pricing");
    expect(monthly.html).toContain("Rp49.000");
    expect(monthly.html).not.toContain("Rp490.000");
    expect(monthly.html).toContain('href="/pricing?cycle=yearly"');
    expect(monthly.html).toContain('href="/checkout/usaha?cycle=monthly"');
    for (const path of ["/pricing?cycle=yearly", "/?cycle=yearly"]) {
      const yearly = await read(app, path);
      expect(yearly.html).toContain("Rp490.000");
      expect(yearly.html).toContain("Hemat Rp98.000 setahun");
      expect(yearly.html).toContain('href="/checkout/usaha?cycle=yearly"');
    }
  });

  test("are the same page, byte for byte, until a price changes, and then at once another", async ({
    app,
  }) => {
    await addStarterPlans(app.db);
    const [first, second] = [await read(app, "/pricing"), await read(app, "/pricing")];
    expect(first.html).toContain("Rp49.000");
    expect(second.html).toBe(first.html);
    const price = app.db.updateTable("prices").where("plan_id", "=", "usaha").where("cycle", "=", "monthly");
    await price.set({ amount_idr: 51_000 }).execute();
    const dearer = (await read(app, "/pricing")).html;
    expect(dearer).toContain("Rp51.000");
    expect(dearer).not.toContain("Rp49.000");
    await price.set({ amount_idr: 49_000 }).execute();
    expect((await read(app, "/pricing")).html).toBe(first.html);
  });

  test("are monthly when the address asks for nonsense", async ({ app }) => {
    await addStarterPlans(app.db);
    const { html } = await read(app, "/pricing?cycle=%00&cycle=yearly");
    expect(html).toContain("/checkout/usaha?cycle=monthly");
  });

  test("never show a price that was replaced or a plan that was withdrawn", async ({ app }) => {
    await addStarterPlans(app.db);
    await app.db
      .updateTable("prices")
      .set({ replaced_at: new Date() })
      .where("plan_id", "=", "bisnis")
      .where("cycle", "=", "monthly")
      .execute();
    await app.db
      .insertInto("prices")
      .values({ plan_id: "bisnis", cycle: "monthly", amount_idr: 111_000 })
      .execute();
    await app.db.updateTable("plans").set({ withdrawn_at: new Date() }).where("id", "=", "mulai").execute();
    const { html } = await read(app, "/pricing");
    expect(html).toContain("Rp111.000");
    expect(html).not.toContain("Rp99.000");
    expect(html).not.toContain("/checkout/mulai");
  });
});

test("a review is shown once it is approved, and the section is absent before", async ({ app }) => {
  const { id: userId } = await app.db
    .insertInto("users")
    .values({ email: "sari@toko.test", name: "Sari", password_hash: "not a real one" })
    .returning("id")
    .executeTakeFirstOrThrow();
  const { id } = await app.db
    .insertInto("reviews")
    .values({ user_id: userId, body: "Situs saya menyala <b>cepat</b>.", shown_name: "Sari, Malang" })
    .returning("id")
    .executeTakeFirstOrThrow();
  const before = await read(app, "/");
  expect(before.html).not.toContain("Sari, Malang");
  expect(before.html).not.toContain("Kata mereka");

  await app.db.updateTable("reviews").set({ approved_at: new Date() }).where("id", "=", id).execute();
  const after = await read(app, "/");
  expect(after.html).toContain("Kata mereka");
  expect(after.html).toContain("Sari, Malang");
  expect(after.html).toContain("Situs saya menyala &lt;b&gt;cepat&lt;/b&gt;.");
});

test("the refund policy has nine points and what ending brings, and the contact page the business's own data", async ({
  app,
}) => {
  const refunds = await read(app, "/refunds");
  expect(refunds.html.match(/<h2/g)).toHaveLength(10);
  const contact = await read(app, "/contact");
  expect(contact.html).toContain("mailto:halo@lumicloud.test");
  expect(contact.html).not.toContain("<textarea");
});

describe("choosing a language", () => {
  const choose = (app: App, fields: Record<string, string>) =>
    app.visit("/language", { method: "POST", body: new URLSearchParams(fields) });

  test("is kept and leads back to the page it came from", async ({ app }) => {
    const response = await choose(app, { locale: "en", next: "/pricing?cycle=yearly" });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/pricing?cycle=yearly");
    const cookie = response.headers.get("set-cookie")!.split(";")[0]!;
    const { html } = await read(app, "/pricing", { cookie, "accept-language": "id" });
    expect(html).toContain('<html lang="en">');
  });

  test.for(["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)", "", "/\t/evil.test"])(
    "never leads to another site: %j",
    async (next, { app }) => {
      const response = await choose(app, { locale: "en", next });
      expect(new URL(response.headers.get("location")!, "http://lumi.test").origin).toBe("http://lumi.test");
    },
  );

  test("of a language we do not speak changes nothing", async ({ app }) => {
    const response = await choose(app, { locale: "xx", next: "/faq" });
    expect(response.headers.get("location")).toBe("/faq");
    expect(response.headers.get("set-cookie")).toBeNull();
  });
});

describe("an address that does not exist", () => {
  test("answers 404 with a page that helps, in the reader's language", async ({ app }) => {
    for (const path of ["/tidak-ada", "/a/b/c", "/.env", "/wp-login.php"]) {
      const { response, html } = await read(app, path);
      expect(response.status).toBe(404);
      expect(titleOf(html)).toBe("Halaman ini tidak ada");
      expect(html).toContain("<title>Halaman ini tidak ada · LumiCloud</title>");
      expect(html).toContain('href="/contact"');
      expect(html).not.toContain("<script");
    }
    const english = await read(app, "/tidak-ada", { "accept-language": "en" });
    expect(titleOf(english.html)).toBe("There is no such page");
  });

  test("answers a form with 404 as well", async ({ app }) => {
    const response = await app.visit("/tidak-ada", { method: "POST", body: new URLSearchParams({ a: "b" }) });
    expect(response.status).toBe(404);
  });
});

test("a one-time message is shown once and its cookie is removed by the page that shows it", async ({
  app,
}) => {
  const { flash } = await import("#app/http/flash.server.ts");
  const cookie = (await flash("logged-out")).split(";")[0]!;
  const { response, html } = await read(app, "/", { cookie });
  expect(html).toContain("Anda sudah keluar");
  expect(response.headers.get("set-cookie")).toMatch(/^flash=;.*Max-Age=0/);
  expect(response.headers.get("cache-control")).toBe("private, no-store");
  expect((await read(app, "/")).html).not.toContain("Anda sudah keluar");
});

test("a failure on our side says so without its reason", async ({ app }) => {
  await app.db.schema.alterTable("plans").renameTo("plans_hidden").execute();
  try {
    const { response, html } = await read(app, "/pricing");
    expect(response.status).toBe(500);
    expect(titleOf(html)).toBe("Ada yang rusak di pihak kami");
    expect(html).not.toMatch(/plans|relation|at .*\.js/);
  } finally {
    await app.db.schema.alterTable("plans_hidden").renameTo("plans").execute();
  }
});
