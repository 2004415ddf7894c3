import { holderOfToken, type TokenHolder } from "#app/domain/hosting/deployments/deploy-tokens.server.ts";
import { clientAddress } from "#app/http/client-address.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { checkLimit, type LimitName } from "#app/http/rate-limits.server.ts";
import { services } from "#app/services.server.ts";
import { type ApiError, apiWords } from "./api.words.ts";

/** Answers with JSON that nobody keeps. */
export function answer(body: object, status = 200, headers: Record<string, string> = {}): Response {
  const plain = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" };
  return new Response(`${JSON.stringify(body)}\n`, { status, headers: { ...plain, ...headers } });
}

/** Says what is wrong, as a code for programs and a sentence for people. */
export async function refuse(request: Request, error: ApiError, status: number): Promise<Response> {
  const message = apiWords[await localeOf(request)].errors[error];
  const headers: Record<string, string> = status === 401 ? { "www-authenticate": "Bearer" } : {};
  return answer({ error, message }, status, headers);
}

/** Counts the request; throws the refusal when there were too many. */
export async function countHit(request: Request, name: LimitName, who: string): Promise<void> {
  const limit = await checkLimit(services.db, name, who, new Date());
  if (limit.outcome === "allowed") return;
  const { limited } = apiWords[await localeOf(request)];
  const message = limited(Math.ceil(limit.retryAfterSeconds / 60));
  throw answer({ error: "limited", message }, 429, { "retry-after": String(limit.retryAfterSeconds) });
}

/** Who shows a token that works; throws the refusal otherwise. Cookies are not looked at. */
export async function requireToken(request: Request): Promise<TokenHolder> {
  const token = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (!token) throw await refuse(request, "no-token", 401);
  const holder = await holderOfToken(services.db, token, new Date());
  if (holder) return holder;
  await countHit(request, "deploy-token", clientAddress(request));
  throw await refuse(request, "bad-token", 401);
}
