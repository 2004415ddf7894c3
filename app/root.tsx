import fontUrl from "@fontsource-variable/plus-jakarta-sans/files/plus-jakarta-sans-latin-wght-normal.woff2?url";
import { data, type HeadersArgs, type LinksFunction, type LoaderFunctionArgs } from "@remix-run/node";
import {
  isRouteErrorResponse,
  Links,
  Meta,
  type MetaFunction,
  Outlet,
  Scripts,
  type ShouldRevalidateFunctionArgs,
  useMatches,
  useRouteError,
  useRouteLoaderData,
} from "@remix-run/react";
import { type ReactNode, useContext } from "react";
import { warnings } from "#app/domain/billing/safety/clock-marks.server.ts";
import { takeFlash } from "#app/http/flash.server.ts";
import { localeOf } from "#app/http/locale.server.ts";
import { currentUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { ErrorPage } from "#app/ui/error-page.tsx";
import { errorKind, errorWords } from "#app/ui/error-page.words.ts";
import { flashMessage } from "#app/ui/flash.words.ts";
import { FlashNotice } from "#app/ui/flash-notice.tsx";
import { frameWords } from "#app/ui/frame.words.ts";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { NonceContext } from "#app/ui/nonce.ts";
import { SiteFooter } from "#app/ui/site-footer.tsx";
import { SiteHeader } from "#app/ui/site-header.tsx";
import { StaffWarnings } from "#app/ui/staff-warnings.tsx";
import stylesheet from "#app/ui/tokens.css?url";
import { useWords } from "#app/ui/words.ts";

export const links: LinksFunction = () => [
  { rel: "preload", as: "font", type: "font/woff2", href: fontUrl, crossOrigin: "anonymous" },
  { rel: "stylesheet", href: stylesheet },
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
  { rel: "apple-touch-icon", href: "/apple-touch-icon.png" },
];

export const meta: MetaFunction<typeof loader> = ({ error, matches }) => {
  const locale = localeIn(matches);
  if (error) return pageMeta(errorWords[locale][errorKind(statusOf(error))].title);
  return pageMeta(frameWords[locale].tagline);
};

/** What the header, the footer and every page's words need. */
export async function loader({ request }: LoaderFunctionArgs) {
  const [locale, user, flash] = await Promise.all([
    localeOf(request),
    currentUser(request),
    takeFlash(request),
  ]);
  const { name, email, phone } = services.settings.business;
  const isOffice = user && user.role !== "customer" && new URL(request.url).pathname.startsWith("/staff");
  return data(
    {
      locale,
      user: user && { role: user.role },
      flash: flash && flashMessage(flash.kind, locale),
      warnings: isOffice ? await warnings(services.db, new Date()) : [],
      business: { name, email, phone },
    },
    flash ? { headers: { "set-cookie": flash.clear } } : undefined,
  );
}

/** When a thrown answer says how long to wait, the page says it too. */
export function headers({ errorHeaders }: HeadersArgs) {
  const retryAfter = errorHeaders?.get("retry-after");
  return new Headers(retryAfter ? { "retry-after": retryAfter } : {});
}

/** A page with script asks again for its own data only; this changes with a form that was sent, or a new document. */
export function shouldRevalidate({ formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) {
  return formMethod && formMethod !== "GET" ? defaultShouldRevalidate : false;
}

export function Layout({ children }: { children: ReactNode }) {
  const root = useRouteLoaderData<typeof loader>("root");
  const nonce = useContext(NonceContext);
  const t = useWords(frameWords);
  const matches = useMatches();
  const hasScript = matches.some(
    ({ handle }) => (handle as { script?: boolean } | undefined)?.script === true,
  );
  // A page that waits for something refreshes itself where its script does not run.
  const refreshSeconds = matches
    .map(
      ({ data: shown }) => (shown as { refreshSeconds?: number | null } | null | undefined)?.refreshSeconds,
    )
    .find(Boolean);
  return (
    <html lang={root?.locale ?? "id"}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#111b38" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#080e1f" media="(prefers-color-scheme: dark)" />
        <Meta />
        <Links />
        {hasScript && refreshSeconds && (
          <noscript>
            <meta httpEquiv="refresh" content={String(refreshSeconds)} />
          </noscript>
        )}
      </head>
      <body>
        <a
          href="#content"
          className="sr-only bg-lumi font-semibold text-on-lumi focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-20 focus:px-4 focus:py-2.5"
        >
          {t.skip}
        </a>
        <SiteHeader user={root?.user ?? null} />
        <main id="content" tabIndex={-1} className="flex-1 outline-none">
          <StaffWarnings warnings={root?.warnings ?? []} />
          <FlashNotice message={root?.flash ?? null} />
          {children}
        </main>
        <SiteFooter business={root?.business ?? null} />
        {hasScript && <Scripts nonce={nonce} />}
      </body>
    </html>
  );
}

export default function App() {
  return <Outlet />;
}

export function ErrorBoundary() {
  const root = useRouteLoaderData<typeof loader>("root");
  return <ErrorPage status={statusOf(useRouteError())} isSignedIn={Boolean(root?.user)} />;
}

function statusOf(error: unknown): number {
  return isRouteErrorResponse(error) ? error.status : 500;
}
