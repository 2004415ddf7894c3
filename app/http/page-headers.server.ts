/** Where a checkout form may lead: iPaymu's pages, in its sandbox and for real (contracts, observed). */
const PAYMENT_PAGES = [
  "https://sandbox-payment.ipaymu.com",
  "https://payment.ipaymu.com",
  "https://sandbox.ipaymu.com",
  "https://my.ipaymu.com",
];

type PageKind = { nonce: string; hasScript: boolean; isPrivate: boolean; gatewayUrl: string | undefined };

/** The headers of one HTML page. A `cache-control` or `referrer-policy` the route has set itself stays. */
export function setPageHeaders(headers: Headers, page: PageKind): void {
  headers.set("content-type", "text/html; charset=utf-8");
  headers.set("content-security-policy", contentPolicy(page));
  // Not `no-referrer`: browsers would then post plain forms with `Origin: null`, which is refused.
  if (!headers.has("referrer-policy")) headers.set("referrer-policy", "strict-origin-when-cross-origin");
  headers.set("x-content-type-options", "nosniff");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.append("vary", "Accept-Language, Cookie");
  if (!headers.has("cache-control")) {
    headers.set("cache-control", page.isPrivate ? "private, no-store" : "no-cache");
  }
}

/** A page without script says so: nothing that slips into it can run. */
function contentPolicy({ nonce, hasScript, gatewayUrl }: PageKind): string {
  const payment = gatewayUrl ? [...PAYMENT_PAGES, new URL(gatewayUrl).origin] : PAYMENT_PAGES;
  return [
    "default-src 'none'",
    hasScript ? `script-src 'self' 'nonce-${nonce}'` : "script-src 'none'",
    ...(hasScript ? ["connect-src 'self'"] : []),
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    `form-action 'self' ${payment.join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
