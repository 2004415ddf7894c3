import type { RequestHandler } from "express";

/**
 * Refuses a browser's write from any other origin, on every route.
 * Servers calling our callback send neither header and pass.
 */
export function sameOriginWrites(appUrl: string): RequestHandler {
  const ours = new URL(appUrl).origin;
  return (request, response, next) => {
    if (["GET", "HEAD", "OPTIONS"].includes(request.method)) return next();
    const site = request.get("sec-fetch-site");
    const origin = request.get("origin");
    const allowed = site ? site === "same-origin" || site === "none" : !origin || origin === ours;
    if (allowed) return next();
    response.status(403).type("text").send("Cross-origin request refused");
  };
}
