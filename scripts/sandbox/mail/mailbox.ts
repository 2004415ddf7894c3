import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { ParsedMail } from "mailparser";

/** One letter. `at` is its arrival in ISO 8601; `links` are the web addresses in it, each once. */
export type Message = {
  id: string;
  at: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  links: string[];
  /** `content` is base64. */
  attachments: { filename: string; contentType: string; content: string }[];
};

export type Mailbox = ReturnType<typeof openMailbox>;

const KEPT = 1_000;

/** The letters received, oldest first; the oldest are dropped beyond a thousand. */
export function openMailbox(stateFile?: string) {
  let messages: Message[] = stateFile === undefined ? [] : read(stateFile);
  const waiting = new Set<(message: Message) => void>();
  let writing: NodeJS.Timeout | undefined;

  function changed() {
    if (stateFile === undefined || writing !== undefined) return;
    writing = setTimeout(flush, 50);
    writing.unref();
  }

  function flush() {
    clearTimeout(writing);
    writing = undefined;
    if (stateFile === undefined) return;
    mkdirSync(dirname(stateFile), { recursive: true });
    writeFileSync(`${stateFile}.new`, JSON.stringify(messages));
    renameSync(`${stateFile}.new`, stateFile);
  }

  function waitFor(fits: (message: Message) => boolean, timeoutMs: number): Promise<Message> {
    const already = messages.findLast(fits);
    if (already !== undefined) return Promise.resolve(already);
    return new Promise((resolve, reject) => {
      const look = (message: Message) => {
        if (!fits(message)) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(message);
      };
      const timer = setTimeout(() => {
        waiting.delete(look);
        const seen = messages.map((one) => `${one.to.join(", ")}: ${one.subject}`).join("; ");
        reject(new Error(`no such mail within ${timeoutMs} ms; the inbox has: ${seen || "nothing"}`));
      }, timeoutMs);
      waiting.add(look);
    });
  }

  return {
    flush,
    waitFor,
    list: () => [...messages],
    find: (id: string) => messages.find((one) => one.id === id),
    add(message: Message) {
      messages = [...messages, message].slice(-KEPT);
      changed();
      for (const look of [...waiting]) look(message);
    },
    clear() {
      messages = [];
      changed();
    },
  };
}

/** Recipients come from the envelope: a header may say anything. */
export function readMessage(mail: ParsedMail, recipients: string[]): Message {
  const text = mail.text ?? "";
  const html = mail.html || "";
  return {
    id: randomUUID(),
    at: new Date().toISOString(),
    from: mail.from?.text ?? "",
    to: recipients,
    subject: mail.subject ?? "",
    text,
    html,
    links: [...new Set([...(text.match(WEB_ADDRESS) ?? []), ...hrefs(html)])],
    attachments: mail.attachments.map(({ filename, contentType, content }) => ({
      filename: filename ?? "",
      contentType,
      content: content.toString("base64"),
    })),
  };
}

/** A web address inside running text, without the full stop or bracket that follows it. */
export const WEB_ADDRESS = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]/g;

function hrefs(html: string): string[] {
  const found = [...html.matchAll(/href\s*=\s*["'](https?:[^"']+)["']/gi)];
  return found.map(([, address]) => address!.replaceAll("&amp;", "&"));
}

function read(stateFile: string): Message[] {
  try {
    return JSON.parse(readFileSync(stateFile, "utf8")) as Message[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new Error(`the sandbox's mail ${stateFile} cannot be read`, { cause: error });
  }
}
