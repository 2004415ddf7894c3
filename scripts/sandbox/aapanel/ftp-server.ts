import { timingSafeEqual } from "node:crypto";
import type { AddressInfo, Server } from "node:net";
import { FtpSrv } from "ftp-srv";
import { statOf } from "./disk.ts";
import { createFtpFiles } from "./ftp-files.ts";
import type { Panel } from "./panel.ts";

export type FtpServer = { port: number; stop(): Promise<void> };
type FtpOptions = { host: string; port: number; passivePorts: [number, number] | undefined };
/** Two members ftp-srv has beside its declared types. */
type Inner = { server: Server; getNextPasvPort(): Promise<number> };

/**
 * The panel's FTP server: users from pure-ftpd's table (not the panel's), each in its own home. A refused user
 * gets 530 at once and keeps the sessions already open. BaoTa would still let the panel's own address in; here
 * every client has that address, so it is refused like any other.
 */
export async function startFtpServer(panel: Panel, options: FtpOptions): Promise<FtpServer> {
  const { host } = options;
  const [pasv_min, pasv_max] = options.passivePorts ?? [39_000, 40_000];
  const before = signals.map((name) => process.listeners(name));
  const server = new FtpSrv({
    url: `ftp://${host}:${options.port}`,
    pasv_url: host === "0.0.0.0" ? "127.0.0.1" : host,
    pasv_min,
    pasv_max,
    greeting: ["Welcome to the sandbox of Pure-FTPd", "Not a real server"],
    log: silent,
  });
  // The library ends the whole process on signals; stopping is our caller's business.
  for (const [index, name] of signals.entries()) {
    for (const listener of process.listeners(name)) {
      if (!before[index]?.includes(listener)) process.off(name, listener);
    }
  }
  const inner = server as unknown as Inner;
  // As a real server does: else each end of a transfer is told 40 ms late.
  inner.server.on("connection", (socket) => socket.setNoDelay(true));
  if (!options.passivePorts) inner.getNextPasvPort = async () => 0;

  server.on("login", ({ connection, username, password }, resolve, reject) => {
    mend(connection);
    const login = panel.state.logins.find((one) => one.name === username);
    const refused = !login || login.refused || !isSame(login.password, password);
    if (refused || panel.faults.take("ftp-login-refused"))
      return reject(new Error("Login authentication failed"));
    statOf(panel.disk.real(login.home)).then((home) => {
      if (home?.isDirectory()) resolve({ fs: createFtpFiles(panel, connection, login.home) });
      else reject(new Error("Can't change directory to the home of this account"));
    }, reject);
  });
  await server.listen();
  return {
    port: (inner.server.address() as AddressInfo).port,
    stop: async () => {
      await server.close();
    },
  };
}

type Talk = {
  commands: { parse(message: string): { arg: string | null } };
  reply(options: unknown, ...letters: unknown[]): unknown;
};

/** The library takes quotation marks out of names it is told, and says the size of an empty file as "File status". */
function mend(connection: unknown): void {
  const talk = connection as Talk;
  const parse = talk.commands.parse.bind(talk.commands);
  talk.commands.parse = (message) => {
    const command = parse(message.replaceAll('"', "\u0001"));
    return { ...command, arg: command.arg?.replaceAll("\u0001", '"') ?? null };
  };
  const reply = talk.reply.bind(talk);
  talk.reply = (options, ...letters) => {
    const isEmptySize = letters.some((one) => isMessage(one) && one.message === 0);
    return isEmptySize ? reply(options, { message: "0" }) : reply(options, ...letters);
  };
}

function isMessage(value: unknown): value is { message: unknown } {
  return typeof value === "object" && value !== null && "message" in value;
}

const signals = ["SIGTERM", "SIGINT", "SIGQUIT"] as const;

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function nothing(): void {}

const silent: Record<string, unknown> = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silent,
};
