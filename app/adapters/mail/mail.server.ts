import nodemailer from "nodemailer";

/** A file that travels with a letter. */
export type Attachment = { filename: string; contentType: string; content: Buffer };

type Letter = { to: string; subject: string; text: string; html: string; attachments?: Attachment[] };

/** All the rest of the app knows about sending mail. */
export type Mailer = {
  /** Hands one letter to the mail server. Throws MailError when it was not taken; sent twice, it arrives twice. */
  send(letter: Letter): Promise<void>;
};

export class MailError extends Error {
  override name = "MailError";
}

/** `patienceMs`: how long the server may be silent. */
type Config = { url: string; from: string; patienceMs?: number };

/** Sends over SMTP, one connection for each letter: `smtp://user:password@host:port`, or `smtps://` for TLS at once. */
export function createMailer({ url, from, patienceMs = 20_000 }: Config): Mailer {
  const options = {
    url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: patienceMs,
    dnsTimeout: 10_000,
    // Templates are ours, but a letter must never be able to read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  const transport = nodemailer.createTransport(options, { from });

  return {
    async send({ to, subject, text, html, attachments = [] }) {
      const headers = { "Auto-Submitted": "auto-generated" };
      // As an object, an address is one address, whatever commas it holds.
      const recipient = { name: "", address: to };
      const message = { to: recipient, subject, text, html, headers, attachments };
      await transport.sendMail(message).catch((cause: unknown) => {
        throw new MailError(`The mail server did not take the letter: ${reason(cause)}`, { cause });
      });
    },
  };
}

/** The server's own words, without the addresses and the conversation around them. */
function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return "unknown";
  const code =
    "responseCode" in cause && cause.responseCode ? cause.responseCode : "code" in cause && cause.code;
  return String(code || cause.name);
}
