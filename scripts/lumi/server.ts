import http from "node:http";
import https from "node:https";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

export type Server = { url: string; token: string; locale: "id" | "en" };
export type Reply = { status: number; body: Record<string, unknown> };

const QUIET_MS = 120_000;

/** Asks LumiCloud, or sends it a stream or an order without one; JSON comes back. Rejects when it does not answer. */
export async function ask(
  { url, token, locale }: Server,
  path: string,
  sending?: { body: Readable; onProgress: (bytes: number) => void } | "nothing",
): Promise<Reply> {
  const target = new URL(url.replace(/\/$/, "") + path);
  const stream = sending === "nothing" ? undefined : sending;
  const { request: open } = target.protocol === "https:" ? https : http;
  const headers: http.OutgoingHttpHeaders = {
    authorization: `Bearer ${token}`,
    "accept-language": locale,
    "user-agent": "lumi",
    ...(stream && { "content-type": "application/octet-stream" }),
  };
  const request = open(target, { method: sending ? "POST" : "GET", headers, agent: false });
  request.setTimeout(QUIET_MS, () => request.destroy(new Error("timeout")));
  const reply = readReply(request);
  if (!stream) request.end();
  else {
    let bytes = 0;
    stream.body.on("data", (piece: Buffer) => {
      bytes += piece.length;
      stream.onProgress(bytes);
    });
    // A server that refuses early answers and hangs up: its answer counts, not the broken pipe.
    const sent = pipeline(stream.body, request).catch((error: Error) => error);
    sent.then((error) => stream.body.errored && error && request.destroy(error));
  }
  return reply;
}

function readReply(request: http.ClientRequest): Promise<Reply> {
  return new Promise((resolve, reject) => {
    request.on("error", reject);
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: parsed(text) }));
    });
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
