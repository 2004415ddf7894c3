import { createReadStream } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { formatBytes } from "#app/ui/bytes.ts";
import { type LeftOut, listFolder, zipOfFolder } from "./folder.ts";
import { ask, type Reply, type Server } from "./server.ts";
import { Usage, type Wanted } from "./usage.ts";
import type { Words } from "./words.ts";

export type Terminal = { say: (line: string) => void; complain: (line: string) => void; t: Words };

const POLL_MS = 700;
/** A connection that stays away this long is given up; the deployment goes on without us. */
const AWAY_MS = 60_000;
const SHOWN = 20;

/**
 * Sends a folder or an archive and follows it until it is over. True only when the site was seen to be on, or when the
 * draft that was wanted waits at its address.
 */
export async function deploy(server: Server, wanted: Wanted, terminal: Terminal): Promise<boolean> {
  const { t, say, complain } = terminal;
  const { body, name } = await packed(wanted.what, server, terminal);
  const query = new URLSearchParams({
    name,
    ...(wanted.root !== undefined && { root: wanted.root }),
    ...(wanted.isDraft && { draft: "1" }),
  });
  let bytes = 0;
  const onProgress = (sent: number) => {
    bytes = sent;
  };
  const to = `/api/deploy/${encodeURIComponent(wanted.site)}?${query}`;
  const reply = await reached(server, terminal, () => ask(server, to, { body, onProgress }));
  if (!reply) return false;
  if (reply.status !== 202) {
    complain(sentence(reply, t));
    return false;
  }
  say(t.sent(formatBytes(bytes, server.locale)));
  say(t.number(Number(reply.body.number), String(reply.body.page)));
  return follow(server, reply.body, terminal);
}

/** Puts a draft live and follows it. True only when the site was seen to be on. */
export async function publish(server: Server, deployment: string, terminal: Terminal): Promise<boolean> {
  const to = `/api/deployments/${deployment}/publish`;
  const reply = await reached(server, terminal, () => ask(server, to, "nothing"));
  if (!reply) return false;
  if (reply.status === 202) return follow(server, reply.body, terminal);
  terminal.complain(sentence(reply, terminal.t));
  return false;
}

async function packed(
  what: string,
  { locale }: Server,
  { t, say }: Terminal,
): Promise<{ body: Readable; name: string }> {
  const facts = await fs.stat(what).catch(() => null);
  if (!facts) throw new Usage(t.notThere(what));
  const name = path.basename(path.resolve(what));
  if (facts.isFile()) {
    if (!/\.(zip|tgz|tar\.gz)$/i.test(name)) throw new Usage(t.notAnArchive(what));
    say(t.sending(formatBytes(facts.size, locale)));
    return { body: createReadStream(what), name };
  }
  if (!facts.isDirectory()) throw new Usage(t.notAnArchive(what));
  const { files, leftOut } = await listFolder(what);
  showLeftOut(leftOut, { t, say });
  if (files.length === 0) throw new Usage(t.nothing(what));
  const sizes = await Promise.all(files.map(async (file) => (await fs.stat(path.join(what, file))).size));
  const size = sizes.reduce((sum, one) => sum + one, 0);
  say(t.packing(files.length, formatBytes(size, locale)));
  return { body: zipOfFolder(what, files), name: `${name}.zip` };
}

function showLeftOut(leftOut: readonly LeftOut[], { t, say }: Pick<Terminal, "t" | "say">): void {
  if (leftOut.length === 0) return;
  say(t.leftOut);
  for (const { path: name, reason } of leftOut.slice(0, SHOWN)) say(`  ${name} (${t.reasons[reason]})`);
  if (leftOut.length > SHOWN) say(t.more(leftOut.length - SHOWN));
}

/** Shows each step when it is done, and at the end what came of it. */
async function follow(server: Server, made: Reply["body"], terminal: Terminal): Promise<boolean> {
  const { t, complain } = terminal;
  const shown = new Set<string>();
  let heardAt = Date.now();
  for (;;) {
    const reply = await ask(server, `/api/deployments/${made.deployment}`).catch(() => null);
    if (reply?.status === 200) {
      heardAt = Date.now();
      showSteps(reply.body, shown, terminal);
      if (reply.body.isOver === true) return concluded(reply.body, terminal);
    } else if (reply && reply.status < 500 && reply.status !== 429) {
      complain(sentence(reply, t));
      return false;
    } else if (Date.now() - heardAt > AWAY_MS) {
      complain(t.cut(String(made.page)));
      return false;
    }
    await pause(POLL_MS);
  }
}

type Step = { step: string; label?: string; try: number; seconds: number | null; outcome: string | null };

function showSteps(body: Reply["body"], shown: Set<string>, { say }: Terminal): void {
  for (const step of (body.steps ?? []) as Step[]) {
    const key = `${step.step} ${step.try}`;
    if (step.outcome === null || shown.has(key)) continue;
    shown.add(key);
    const mark = step.outcome === "done" ? "✓" : step.outcome === "failed" ? "✗" : "…";
    say(`${mark} ${step.label ?? step.step} ${(step.seconds ?? 0).toFixed(1)} s`);
  }
}

function concluded(body: Reply["body"], { t, say, complain }: Terminal): boolean {
  const site = String(body.site);
  if (body.isLive === true) {
    say(t.live(site));
    return true;
  }
  const failure = body.failure as { message?: string } | null;
  if (failure) complain(t.failed(failure.message ?? String(body.label)));
  else if (body.status === "superseded") {
    say(t.replaced(site));
    return true;
  } else if (typeof body.preview === "string") {
    say(t.draft(body.preview, String(body.deployment)));
    return true;
  } else complain(t.notLive(String(body.label)));
  return false;
}

async function reached(
  { url }: Server,
  { t, complain }: Terminal,
  work: () => Promise<Reply>,
): Promise<Reply | null> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    complain(t.unreachable(url, code ?? message));
    return null;
  }
}

function sentence({ status, body }: Reply, t: Words): string {
  return typeof body.message === "string" ? body.message : t.strange(status);
}
