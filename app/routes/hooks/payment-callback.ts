import type { ActionFunctionArgs } from "@remix-run/node";
import { storeNotice } from "#app/domain/billing/payments/notices.server.ts";
import { clientAddress } from "#app/http/client-address.ts";
import { checkLimit } from "#app/http/rate-limits.server.ts";
import { services } from "#app/services.server.ts";

const LARGEST_NOTICE = 64 * 1024;

/** Whoever asks for this address with a browser. */
export function loader() {
  return answer(405, "Method Not Allowed", { allow: "POST" });
}

/**
 * iPaymu calls this when a payment changes. The notice is kept and answered 200; what is true is asked for in a job.
 * Anything but 200 makes the gateway call again, so only what could not be kept is refused.
 */
export async function action({ request }: ActionFunctionArgs) {
  if (request.method !== "POST") return answer(405, "Method Not Allowed", { allow: "POST" });
  const read = await readText(request);
  if ("refusal" in read) return answer(read.refusal, read.reason);
  const now = new Date();
  const notice = services.gateway.readNotice(read.text, request.headers.get("x-signature"));
  // The gateway's own notices are never slowed down; the signature tells them from noise, and nothing more.
  if (!notice?.isSigned) {
    const limit = await checkLimit(services.db, "payment-callback", clientAddress(request), now);
    if (limit.outcome === "limited") {
      return answer(429, "Too Many Requests", { "retry-after": String(limit.retryAfterSeconds) });
    }
  }
  await storeNotice(services.db, {
    body: read.text,
    contentType: request.headers.get("content-type") ?? "",
    externalId: request.headers.get("x-external-id"),
    notice,
    now,
  });
  return answer(200, "OK");
}

type ReadText = { text: string } | { refusal: number; reason: string };

/** The body as text, up to 64 kB. */
async function readText(request: Request): Promise<ReadText> {
  const tooLarge = { refusal: 413, reason: "Content Too Large" };
  if (Number(request.headers.get("content-length")) > LARGEST_NOTICE) return tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > LARGEST_NOTICE) {
      void reader.cancel().catch(() => undefined);
      return tooLarge;
    }
    chunks.push(value);
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
    // PostgreSQL keeps no NUL in a text.
    if (text.includes("\0")) return { refusal: 400, reason: "Unreadable" };
    return text.trim() === "" ? { refusal: 400, reason: "Empty" } : { text };
  } catch {
    return { refusal: 400, reason: "Unreadable" };
  }
}

function answer(status: number, word: string, headers: Record<string, string> = {}) {
  return Response.json({ status: word }, { status, headers: { "cache-control": "no-store", ...headers } });
}
