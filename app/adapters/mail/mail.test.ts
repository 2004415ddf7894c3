import { expect } from "vitest";
import { test } from "#app/test/fixtures.ts";
import { createMailer, MailError } from "./mail.server.ts";

const letter = {
  to: "sari@warung.test",
  subject: "Situs Anda menyala",
  text: "Halo Sari",
  html: "<p>Halo Sari</p>",
};

test("a letter arrives as it was written", async ({ mail, mailer }) => {
  await mailer.send(letter);
  const [message] = mail.messages();
  expect(message).toMatchObject({
    to: ["sari@warung.test"],
    subject: "Situs Anda menyala",
    html: "<p>Halo Sari</p>",
  });
  expect(message!.text.trim()).toBe("Halo Sari");
  expect(message!.from).toContain("halo@lumi.test");
});

test("a refusal for now is thrown, and the next try gets through", async ({ mail, mailer }) => {
  mail.faults.refuse(1);
  const refusal = await mailer.send(letter).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(MailError);
  expect((refusal as Error).message).toContain("451");
  expect((refusal as Error).cause).toBeInstanceOf(Error);
  expect(mail.messages()).toHaveLength(0);

  await mailer.send(letter);
  expect(mail.messages()).toHaveLength(1);
});

test("a mail server that never answers is given up on", async ({ mail }) => {
  const mailer = createMailer({ url: mail.smtpUrl, from: "halo@lumi.test", patienceMs: 300 });
  mail.faults.hang(1);
  await expect(mailer.send(letter)).rejects.toBeInstanceOf(MailError);
});

test("a mail server that is not there is reported", async () => {
  const mailer = createMailer({ url: "smtp://127.0.0.1:1", from: "halo@lumi.test" });
  await expect(mailer.send(letter)).rejects.toThrow("ESOCKET");
});

test("a new line in a subject or an address adds no header and no recipient", async ({ mail, mailer }) => {
  await mailer.send({ ...letter, subject: "Halo\r\nBcc: orang@lain.test", to: "sari@warung.test" });
  expect(mail.messages()[0]!.to).toEqual(["sari@warung.test"]);
  const odd = "sari@warung.test, orang@lain.test";
  await mailer.send({ ...letter, to: odd }).catch(() => undefined);
  expect(mail.messages().flatMap((message) => message.to)).not.toContain("orang@lain.test");
});
