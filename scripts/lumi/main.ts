import readline from "node:readline/promises";
import { Writable } from "node:stream";
import { deploy, publish } from "./deploy.ts";
import { keepKey, keyFile, readKeys } from "./keys.ts";
import { ask, type Server } from "./server.ts";
import { readCommand, Usage } from "./usage.ts";
import { type Words, wordsFor } from "./words.ts";

type Around = {
  env: NodeJS.ProcessEnv;
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
};

/** Runs one command. 0: done (the site is on, or the draft waits); 1: it failed; 2: the command was not right. */
export async function main(given: readonly string[], around: Around): Promise<0 | 1 | 2> {
  const { env, stdout, stderr } = around;
  const { t, locale } = wordsFor(env);
  const say = (line: string) => void stdout.write(`${line}\n`);
  const complain = (line: string) => void stderr.write(`${line}\n`);
  try {
    const command = readCommand(given, t);
    if (command.name === "help") {
      stdout.write(t.help);
      return 0;
    }
    const kept = await readKeys(env);
    const url = readUrl(command.url || env.LUMI_URL || kept?.url, t);
    if (command.name === "login") return await login({ url, locale }, around, t);
    const token = env.LUMI_TOKEN || kept?.tokens[url];
    if (!token) throw new Usage(t.tokenMissing);
    const [server, terminal] = [
      { url, token, locale },
      { say, complain, t },
    ];
    const isDone = await (command.name === "publish"
      ? publish(server, command.deployment, terminal)
      : deploy(server, command, terminal));
    return isDone ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Usage)) throw error;
    complain(error.message);
    return 2;
  }
}

function readUrl(url: string | undefined, t: Words): string {
  if (!url) throw new Usage(t.urlMissing);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new Usage(t.urlWrong(url));
  return url.replace(/\/+$/, "");
}

/** Keeps a token after the server has taken it. */
async function login(at: Omit<Server, "token">, around: Around, t: Words): Promise<0 | 1> {
  const token = (around.env.LUMI_TOKEN || (await askToken(around, t))).trim();
  if (token === "") throw new Usage(t.tokenMissing);
  const fail = (line: string) => {
    around.stderr.write(`${line}\n`);
    return 1 as const;
  };
  // No deployment has this id: a token that works is told so, any other is refused before.
  const nothing = "/api/deployments/00000000-0000-0000-0000-000000000000";
  const reply = await ask({ ...at, token }, nothing).catch((error: NodeJS.ErrnoException) => error);
  if (reply instanceof Error) return fail(t.unreachable(at.url, reply.code ?? reply.message));
  if (reply.status === 401) return fail(t.tokenWrong);
  if (reply.status !== 404) return fail(t.strange(reply.status));
  await keepKey(around.env, at.url, token);
  around.stdout.write(`${t.loggedIn(keyFile(around.env))}\n`);
  return 0;
}

/** One line of the input; what is typed is not shown. */
async function askToken({ stdin, stdout }: Around, t: Words): Promise<string> {
  const isTerminal = stdin.isTTY === true;
  if (isTerminal) stdout.write(t.askToken);
  const mute = new Writable({ write: (_piece, _encoding, done) => done() });
  const lines = readline.createInterface({ input: stdin, output: mute, terminal: isTerminal });
  try {
    for await (const line of lines) return line;
    return "";
  } finally {
    lines.close();
    if (isTerminal) stdout.write("\n");
  }
}
