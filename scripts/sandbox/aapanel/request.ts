import type { IncomingMessage } from "node:http";
import type { Params } from "./panel.ts";
import { HandlerCrashed } from "./panel.ts";
import type { Flavour } from "./state.ts";

const bodyLimit = 64 * 1024 * 1024;

/** Parameters come from the query, a form, multipart and, on aaPanel only, a JSON body. */
export async function readParams(request: IncomingMessage, url: URL, flavour: Flavour): Promise<Params> {
  const values = new Map<string, string>(url.searchParams);
  const blobs = new Map<string, Buffer>();
  const type = request.headers["content-type"] ?? "";
  const body = await readBody(request);
  if (type.startsWith("application/json")) {
    if (flavour === "aapanel") for (const [name, value] of readJson(body)) values.set(name, value);
  } else if (type.startsWith("multipart/form-data") && body.length > 0) {
    const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
    for (const [name, value] of form) {
      if (typeof value === "string") values.set(name, value);
      else blobs.set(name, Buffer.from(await value.arrayBuffer()));
    }
  } else if (body.length > 0) {
    for (const [name, value] of new URLSearchParams(body.toString("utf8"))) values.set(name, value);
  }
  return {
    get: (name) => values.get(name),
    need(name) {
      const value = values.get(name);
      if (value === undefined) throw new HandlerCrashed(`parameter ${name} is missing`);
      return value;
    },
    blob: (name) => blobs.get(name),
  };
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    length += (piece as Buffer).length;
    if (length > bodyLimit) throw new HandlerCrashed("body too large");
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces);
}

function readJson(body: Buffer): [string, string][] {
  try {
    const parsed: unknown = JSON.parse(body.toString("utf8"));
    if (typeof parsed !== "object" || parsed === null) return [];
    return Object.entries(parsed).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
  } catch {
    return [];
  }
}

/** What the panel refuses before it looks at a key: long or strange addresses, crawlers. */
export function isRefusedOutright(request: IncomingMessage, url: URL): boolean {
  const agent = request.headers["user-agent"] ?? "";
  if (/spider/i.test(agent) || agent.includes("bot")) return true;
  const path = url.pathname;
  if ((request.url ?? "").length > 1024 || path.length > 256) return true;
  return !/^[\w./-]+$/.test(path) || (path.length > 1 && path.endsWith("/"));
}
