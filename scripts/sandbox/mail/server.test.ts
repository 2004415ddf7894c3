import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import nodemailer from "nodemailer";
import { test as base, expect } from "vitest";
import { type MailSandbox, startMailSandbox } from "./server.ts";

const test = base.extend<{ mail: MailSandbox }>({
  mail: async ({}, use) => {
    const mail = await startMailSandbox();
    await use(mail);
    await mail.stop();
  },
});

async function send(mail: MailSandbox, to: string, subject = "Verifikasi surel Anda", patienceMs = 20_000) {
  const transport = nodemailer.createTransport({ url: mail.smtpUrl, socketTimeout: patienceMs });
  await transport.sendMail({
    from: '"LumiCloud" <halo@lumicloud.example>',
    to,
    subject,
    text: "Halo, buka http://localhost:3000/verify?token=a&b=c.",
    html: '<p>Halo é, <a href="http://localhost:3000/verify?token=a&amp;b=c">buka</a><script>alert(1)</script></p>',
  });
}

test("a letter arrives with its words and its links, each once", async ({ mail }) => {
  const arriving = mail.waitFor((one) => one.to.includes("sari@example.com"));
  await send(mail, "budi@example.com");
  await send(mail, "sari@example.com");
  expect(await arriving).toMatchObject({
    from: '"LumiCloud" <halo@lumicloud.example>',
    to: ["sari@example.com"],
    subject: "Verifikasi surel Anda",
    text: expect.stringContaining("Halo, buka"),
    html: expect.stringContaining("é"),
    links: ["http://localhost:3000/verify?token=a&b=c"],
  });
  expect(mail.messages().map((one) => one.to[0])).toEqual(["budi@example.com", "sari@example.com"]);
  await expect(mail.waitFor((one) => one.subject === "Lain", 10)).rejects.toThrow("budi@example.com");
});

test("people read the newest letter first, click its link, and none of its script runs", async ({ mail }) => {
  await send(mail, "budi@example.com", "<b>Pertama</b>");
  await send(mail, "sari@example.com", "Kedua");
  const list = await (await fetch(mail.url)).text();
  expect(list.indexOf("Kedua")).toBeLessThan(list.indexOf("Pertama"));
  expect(list).not.toContain("<b>Pertama");
  const filtered = await (await fetch(`${mail.url}/?to=SARI@example.com`)).text();
  expect(filtered).not.toContain("Pertama");

  const letter = await (await fetch(`${mail.url}/messages/${mail.messages()[1]!.id}`)).text();
  expect(letter).toContain('<a href="http://localhost:3000/verify?token=a&#38;b=c">');
  expect(letter).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
  expect(letter).not.toContain("<script");
  expect((await fetch(`${mail.url}/messages/none`)).status).toBe(404);
});

test("another process reads and empties the inbox in JSON", async ({ mail }) => {
  await send(mail, "budi@example.com");
  await send(mail, "sari@example.com");
  const found = await (await fetch(`${mail.url}/_control/messages?to=sari@example.com`)).json();
  expect(found).toMatchObject([{ to: ["sari@example.com"] }]);
  await fetch(`${mail.url}/_control/messages`, { method: "DELETE" });
  expect(mail.messages()).toEqual([]);
});

test("the next letters are refused with 451, then taken again", async ({ mail }) => {
  mail.faults.refuse(2);
  await expect(send(mail, "budi@example.com")).rejects.toMatchObject({ responseCode: 451 });
  await expect(send(mail, "budi@example.com")).rejects.toMatchObject({ responseCode: 451 });
  await send(mail, "budi@example.com");
  expect(mail.messages()).toHaveLength(1);
});

test("a letter is left hanging until its sender gives up", async ({ mail }) => {
  await fetch(`${mail.url}/_control/faults`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: '{"kind":"hang"}',
  });
  await expect(send(mail, "budi@example.com", "Halo", 150)).rejects.toMatchObject({ code: "ETIMEDOUT" });
  expect(mail.messages()).toEqual([]);
});

test("letters survive a restart", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mail-"));
  const stateFile = join(folder, "mail.json");
  const before = await startMailSandbox({ stateFile });
  await send(before, "budi@example.com");
  const kept = before.messages();
  await before.stop();
  const after = await startMailSandbox({ stateFile });
  expect(after.messages()).toEqual(kept);
  await after.stop();
  await rm(folder, { recursive: true });
});
