import type { RequestHandler } from "express";

/**
 * Refuses a browser's write from any other origin, on every route.
 * Servers calling our callback send neither header and pass; so does a terminal that shows a token and no cookie:
 * what a browser would send by itself is not what it is let in for.
 */
export function sameOriginWrites(appUrl: string): RequestHandler {
  const ours = new URL(appUrl).origin;
  const refusal =
    `Formulir ini dikirim dari alamat lain, jadi kami tolak; tidak ada yang berubah. Buka ${ours} dan kirim dari sana.\n` +
    `This form was sent from another address, so we refused it; nothing has changed. Open ${ours} and send it from there.\n`;
  return (request, response, next) => {
    if (["GET", "HEAD", "OPTIONS"].includes(request.method)) return next();
    const site = request.get("sec-fetch-site");
    const origin = request.get("origin");
    const isTerminal = /^Bearer /i.test(request.get("authorization") ?? "") && !request.get("cookie");
    if (isTerminal && request.path.startsWith("/api/deploy/")) return next();
    const allowed = site ? site === "same-origin" || site === "none" : !origin || origin === ours;
    if (allowed) return next();
    response.status(403).type("text").send(refusal);
  };
}
