import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerDataStream } from "smtp-server";
import { createMailFaults } from "./faults.ts";
import { inboxApp } from "./inbox.ts";
import { type Message, openMailbox, readMessage } from "./mailbox.ts";

export type Options = {
  /** 0 takes any free port. */
  smtpPort?: number;
  httpPort?: number;
  host?: string;
  /** A JSON file that keeps the messages across restarts. */
  stateFile?: string;
};

export type MailSandbox = Awaited<ReturnType<typeof startMailSandbox>>;

/**
 * Starts a mail server that delivers to nobody: every letter lands in one inbox, shown to people at `url` and
 * to programs at `/_control/messages?to=`. Any login is accepted.
 */
export async function startMailSandbox(options: Options = {}) {
  const { host = "127.0.0.1", smtpPort = 0, httpPort = 0 } = options;
  const mailbox = openMailbox(options.stateFile);
  const faults = createMailFaults();

  const smtp = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    closeTimeout: 100,
    onAuth: (auth, _, done) => done(null, { user: auth.username ?? "anyone" }),
    onMailFrom(_, __, done) {
      if (faults.take("refuse")) return done(temporaryRefusal());
      done();
    },
    onData(stream, session, done) {
      if (faults.take("hang")) {
        stream.resume();
        return;
      }
      const recipients = session.envelope.rcptTo.map((one) => one.address);
      receive(stream, recipients).then(() => done(), done);
    },
  });
  // A client that hangs up halfway is its own affair.
  smtp.on("error", () => undefined);
  smtp.listen(smtpPort, host);
  await once(smtp.server, "listening");

  const http = inboxApp(mailbox, faults).listen(httpPort, host);
  await once(http, "listening");

  async function receive(stream: SMTPServerDataStream, recipients: string[]) {
    mailbox.add(readMessage(await simpleParser(stream), recipients));
  }

  return {
    smtpUrl: `smtp://${address(host, smtp.server.address())}`,
    url: `http://${address(host, http.address())}`,
    /** Oldest first. */
    messages: mailbox.list,
    /** The newest message that fits, waiting for one if there is none yet. */
    waitFor: (fits: (message: Message) => boolean, timeoutMs = 5_000) => mailbox.waitFor(fits, timeoutMs),
    clear: mailbox.clear,
    faults: {
      /** Answers the next letters 451, "try again later". */
      refuse: (times = 1) => faults.set("refuse", times),
      /** Takes the next letters and never answers. */
      hang: (times = 1) => faults.set("hang", times),
      clear: faults.clear,
    },
    async stop() {
      await Promise.all([stopHttp(http), new Promise<void>((closed) => smtp.close(() => closed()))]);
      mailbox.flush();
    },
  };
}

function temporaryRefusal(): Error {
  return Object.assign(new Error("Requested action aborted: try again later"), { responseCode: 451 });
}

function address(host: string, bound: AddressInfo | string | null): string {
  return `${host.includes(":") ? `[${host}]` : host}:${(bound as AddressInfo).port}`;
}

async function stopHttp(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
