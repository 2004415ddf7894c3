import { keepRetryAfter } from "#app/http/form-fields.server.ts";

/**
 * The headers of a page whose address is a secret: it is not kept, found or passed on. Not `no-referrer`, under which
 * browsers post a form with `Origin: null`; to other hosts this says just as little.
 */
export function secretHeaders(args: Parameters<typeof keepRetryAfter>[0]) {
  const kept = keepRetryAfter(args);
  kept.set("referrer-policy", "same-origin");
  kept.set("x-robots-tag", "noindex");
  kept.set("cache-control", "private, no-store");
  return kept;
}
