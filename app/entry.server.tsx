import { randomBytes } from "node:crypto";
import { PassThrough } from "node:stream";
import {
  type ActionFunctionArgs,
  type AppLoadContext,
  createReadableStreamFromReadable,
  type EntryContext,
  type LoaderFunctionArgs,
} from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import { renderToPipeableStream, renderToStaticMarkup } from "react-dom/server";
import { env } from "#app/env.server.ts";
import { keepPages, whatMakes } from "#app/http/kept-pages.server.ts";
import { pathForLog } from "#app/http/log-path.ts";
import { setPageHeaders } from "#app/http/page-headers.server.ts";
import { services } from "#app/services.server.ts";
import { NonceContext } from "#app/ui/nonce.ts";

/** How long a loader's promise may keep a page open; React gives up a second later. */
export const streamTimeout = 5_000;
const RENDER_TIMEOUT = streamTimeout + 1_000;

/** Turns one request's data into HTML, with the headers that belong to this page. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remix: EntryContext,
  context: AppLoadContext,
): Promise<Response> {
  const nonce = typeof context?.nonce === "string" ? context.nonce : randomBytes(16).toString("base64");
  const { matches, loaderData } = remix.staticHandlerContext;
  const hasScript = matches.some(({ route }) => hasScriptHandle(remix.routeModules[route.id]?.handle));
  const root = loaderData.root as { user?: unknown } | undefined;
  const isPrivate = Boolean(root?.user) || headers.has("set-cookie");
  setPageHeaders(headers, { nonce, hasScript, isPrivate, gatewayUrl: env.IPAYMU_URL });
  const init = { status, headers };
  return hasScript ? stream(request, init, { remix, nonce }) : whole(request, init, remix);
}

type Init = { status: number; headers: Headers };

/**
 * A page without script is made in one piece, without the marks and the data that only a script would look for.
 * Nothing could be put in place later, so no loader of such a page may hand over a promise.
 */
async function whole(request: Request, init: Init, remix: EntryContext): Promise<Response> {
  const make = () => {
    const shown = <RemixServer context={{ ...remix, serverHandoffStream: undefined }} url={request.url} />;
    return new TextEncoder().encode(`<!DOCTYPE html>${renderToStaticMarkup(shown)}`);
  };
  const madeFrom = whatMakes(remix, request.url);
  return new Response(madeFrom === null ? make() : forAll.get(madeFrom, make), init);
}

const forAll = keepPages();

/** A page with script begins as soon as its frame is ready. */
function stream(
  request: Request,
  init: Init,
  { remix, nonce }: { remix: EntryContext; nonce: string },
): Promise<Response> {
  return new Promise((resolve, reject) => {
    let isSent = false;
    let status = init.status;
    const page = renderToPipeableStream(
      <NonceContext.Provider value={nonce}>
        <RemixServer context={remix} url={request.url} abortDelay={RENDER_TIMEOUT} nonce={nonce} />
      </NonceContext.Provider>,
      {
        nonce,
        onShellReady: () => {
          isSent = true;
          const body = new PassThrough();
          body.once("close", () => clearTimeout(timer));
          const { headers } = init;
          resolve(new Response(createReadableStreamFromReadable(body), { status, headers }));
          page.pipe(body);
        },
        onShellError: (error: unknown) => {
          clearTimeout(timer);
          reject(error);
        },
        onError: (error: unknown) => {
          status = 500;
          // A failure before the shell is reported by whoever gets the rejection.
          if (isSent) logFailure(error, request);
        },
      },
    );
    const timer = setTimeout(() => page.abort(), RENDER_TIMEOUT);
  });
}

/** Called for whatever a loader, an action or a render throws. Answers that were thrown on purpose do not come here. */
export function handleError(error: unknown, { request }: LoaderFunctionArgs | ActionFunctionArgs): void {
  if (request.signal.aborted) return;
  // Remix reports its own 404 and 405 here too; they are visitors' mistakes, not ours.
  if (isRouterAnswer(error)) return;
  logFailure(error, request);
}

function logFailure(error: unknown, request: Request): void {
  services.log.error(
    { err: error, method: request.method, path: pathForLog(new URL(request.url).pathname) },
    "a page failed",
  );
}

function isRouterAnswer(error: unknown): boolean {
  const status = (error as { status?: unknown; internal?: unknown } | null)?.status;
  return typeof status === "number" && status >= 400 && status < 500;
}

function hasScriptHandle(handle: unknown): boolean {
  return (handle as { script?: unknown } | undefined)?.script === true;
}
