import { randomBytes, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { ServerBuild } from "@remix-run/node";
import compression from "compression";
import express, { type Express, type RequestHandler } from "express";
import type { Logger } from "pino";
import { pathForLog } from "#app/http/log-path.ts";
import { sameOriginWrites } from "#app/http/same-origin.ts";
import { oneName, plainFailure, readableRequests, safeHeaders, sentence } from "./guards.ts";
import { createPages } from "./pages.ts";

type Parts = { build: ServerBuild; appUrl: string; log: Logger; clientFolder: string };

/** The web application, without a port: what a request meets before and around Remix. */
export function createWeb({ build, appUrl, log, clientFolder }: Parts): Express {
  const web = express();
  // Only a proxy on this machine may say who the visitor is.
  web.set("trust proxy", "loopback");
  web.disable("x-powered-by");
  web.use(requestLog(log));
  web.use(safeHeaders(appUrl));
  web.use(sameOriginWrites(appUrl));
  web.use(readableRequests);
  web.use(oneName(appUrl));
  web.use(
    compression({
      filter: (request, response) => !isEventStream(response) && compression.filter(request, response),
    }),
  );
  web.use(tellsRoom);
  // An old hash must be a 404, not a page run as JavaScript.
  const assets = { immutable: true, maxAge: "1y", fallthrough: false } as const;
  web.use("/assets", express.static(path.join(clientFolder, "assets"), assets), notAnAsset);
  web.use(publicFiles(clientFolder));
  web.all("*", createPages(build));
  web.use(plainFailure(log));
  return web;
}

/** The few files beside the pages. Their names are read once, so that no page has to be looked for on the disk first. */
function publicFiles(folder: string): RequestHandler {
  const send = express.static(folder, { maxAge: "1h", index: false });
  const files = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const names = new Set(files.map((file) => `/${file.name}`));
  return (request, response, next) => (names.has(request.path) ? send(request, response, next) : next());
}

/**
 * Lets long answers ask whether the visitor has taken what was written, which Remix never does. Stands behind the
 * compression: `write` and "drain" are then the compressing stream's own.
 */
const tellsRoom: RequestHandler = (_request, response, next) => {
  let isFull = false;
  let goOn: (() => void) | null = null;
  const write = response.write;
  response.write = ((...piece: Parameters<typeof write>) => {
    const hasRoom = write.apply(response, piece);
    isFull = !hasRoom;
    return hasRoom;
  }) as typeof write;
  response.locals.hasRoom = async () => {
    if (!isFull || response.closed) return;
    // One listener for the whole answer: one for each wait would pile up behind the compression.
    if (!goOn) for (const event of ["drain", "close"]) response.on(event, () => goOn?.());
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
    isFull = false;
  };
  next();
};

function isEventStream(response: express.Response): boolean {
  return String(response.getHeader("content-type")).startsWith("text/event-stream");
}

/** One line for each request, without query or body: those may hold tokens. */
function requestLog(log: Logger): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const id = randomUUID();
    response.locals.nonce = randomBytes(16).toString("base64");
    response.locals.requestId = id;
    response.setHeader("x-request-id", id);
    // Set by us whatever the visitor sent: limits are counted by this address.
    request.headers["x-lumi-address"] = request.ip?.replace(/^::ffff:/, "") ?? "unknown";
    request.headers["x-lumi-request"] = id;
    const address = request.path;
    response.on("close", () => {
      if (address === "/health" || address.startsWith("/assets/")) return;
      const ms = Math.round(performance.now() - started);
      const line = {
        id,
        method: request.method,
        path: pathForLog(address),
        status: response.statusCode,
        ms,
      };
      log.info(response.writableFinished ? line : { ...line, cut: true }, "request");
    });
    next();
  };
}

const notAnAsset: express.ErrorRequestHandler = (error, _request, response, next) => {
  if (error.status !== 404) return next(error);
  sentence(response, 404);
};
