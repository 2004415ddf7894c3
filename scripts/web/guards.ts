import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import type { Logger } from "pino";

const METHODS = new Set(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]);

/** Every answer carries these, whatever part of the server makes it. What a page has set itself stays. */
export function safeHeaders(appUrl: string): RequestHandler {
  const headers = Object.entries({
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-content-type-options": "nosniff",
    ...(appUrl.startsWith("https:") && { "strict-transport-security": "max-age=31536000" }),
  });
  return (_request, response, next) => {
    // At the last moment: Remix adds its headers to those that are there, and a policy sent twice is the stricter of both.
    const writeHead = response.writeHead;
    response.writeHead = function (this: Response, ...rest: unknown[]) {
      for (const [name, value] of headers) if (!response.hasHeader(name)) response.setHeader(name, value);
      return Reflect.apply(writeHead, this, rest);
    } as typeof writeHead;
    next();
  };
}

/** Refuses what no page of ours asks for and the router would only stumble over. */
export const readableRequests: RequestHandler = (request, response, next) => {
  if (!METHODS.has(request.method)) return sentence(response, 405);
  // Pages ask for their data as `.data`; Remix still answers the old way, and logs an error for each.
  if ("_data" in request.query) return sentence(response, 400);
  try {
    decodeURIComponent(request.path);
  } catch {
    return sentence(response, 400);
  }
  next();
};

/**
 * The shop has one name. Proxies often pass on another, and Remix compares it with the browser's `Origin` and fails;
 * that check has been made by then, and better.
 */
export function oneName(appUrl: string): RequestHandler {
  const { host, origin } = new URL(appUrl);
  return (request, _response, next) => {
    request.headers.host = host;
    delete request.headers["x-forwarded-host"];
    if (request.headers.origin) request.headers.origin = origin;
    next();
  };
}

/** What comes after everything else: a sentence instead of a stack. */
export function plainFailure(log: Logger): ErrorRequestHandler {
  return (error, request, response, next) => {
    const status = Number(error.status) >= 400 && Number(error.status) < 500 ? Number(error.status) : 500;
    if (status === 500) log.error({ err: error, method: request.method }, "a request failed");
    if (response.headersSent) return next(error);
    sentence(response, status);
  };
}

const SENTENCES: Record<number, string> = {
  400: "Alamat ini tidak terbaca. / This address cannot be read.",
  403: "Permintaan itu kami tolak dan tidak ada yang berubah. / We refused that request and nothing has changed.",
  404: "Berkas ini tidak ada. / There is no such file.",
  405: "Permintaan itu tidak dikenal. / That kind of request is not known here.",
  500: "Ada yang rusak di pihak kami; coba lagi sebentar. / Something broke on our side; try again in a moment.",
};

/** One line in both languages, where no page can be made. */
export function sentence(response: Response, status: number): void {
  response
    .status(status)
    .type("text")
    .send(`${SENTENCES[status] ?? SENTENCES[400]}\n`);
}
