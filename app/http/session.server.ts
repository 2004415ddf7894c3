import { randomBytes } from "node:crypto";
import { createCookie, redirect } from "@remix-run/node";
import { z } from "zod";
import {
  type Account,
  closeSession,
  findSession,
  LONGEST_DAYS,
  openSession,
} from "#app/domain/accounts/sessions.server.ts";
import { env } from "#app/env.server.ts";
import { services } from "#app/services.server.ts";
import { clientAddress } from "./client-address.ts";
import { notFound, safePath } from "./responses.ts";

export type SessionUser = Account;

const isProduction = env.NODE_ENV === "production";

// Only an id travels, so that a session can be ended here at once. `__Host-` keeps neighbours from setting it.
const sessionCookie = createCookie(isProduction ? "__Host-session" : "session", {
  path: "/",
  httpOnly: true,
  sameSite: "lax",
  secure: isProduction,
  maxAge: LONGEST_DAYS * 24 * 60 * 60,
  secrets: env.SESSION_SECRETS,
});

/**
 * `waitingFor` marks a cookie given at registration: it opens nothing until that address is confirmed. Somebody who
 * registers an address that is taken gets one of the same shape, so that the answer does not tell.
 */
const Ticket = z.object({ id: z.string().length(43), waitingFor: z.string().max(254).optional() });

/** Who is asking, or null. One indexed read; false ids, ended sessions and unconfirmed registrations are nobody. */
export async function currentUser(request: Request): Promise<SessionUser | null> {
  return (await currentSession(request))?.user ?? null;
}

type Session = { user: SessionUser; handle: string };

/** The loaders of one page ask at the same moment, each with a request of its own: one looks for all of them. */
const looking = new Map<string, Promise<Session | null>>();

/** The session that is asking, with the handle that names it in the list of sessions. */
function currentSession(request: Request): Promise<Session | null> {
  const visit = request.headers.get("x-lumi-request");
  if (visit === null) return lookFor(request);
  const shared = looking.get(visit) ?? lookFor(request).finally(() => looking.delete(visit));
  looking.set(visit, shared);
  return shared;
}

async function lookFor(request: Request): Promise<Session | null> {
  const ticket = await readTicket(request);
  const session = ticket && (await findSession(services, ticket.id, new Date()));
  if (!session) return null;
  if (ticket.waitingFor !== undefined && !session.account.isVerified) return null;
  return { user: session.account, handle: session.handle };
}

/** Who is asking; others are sent to log in (or to confirm the address they registered) and come back after. */
export async function requireUser(request: Request): Promise<SessionUser> {
  return (await requireSession(request)).user;
}

/** Like `requireUser`, with the session's handle. */
export async function requireSession(request: Request): Promise<{ user: SessionUser; handle: string }> {
  const session = await currentSession(request);
  if (session) return session;
  const door = (await awaitedEmail(request)) === null ? "/login" : "/verify";
  throw redirect(withNext(door, pageOf(request)), 303);
}

/** Like `requireUser`, and the e-mail address must be confirmed first. */
export async function requireVerifiedUser(request: Request): Promise<SessionUser> {
  const user = await requireUser(request);
  if (!user.isVerified) throw redirect(withNext("/verify", pageOf(request)), 303);
  return user;
}

/** Staff and owners; for everybody else the page does not exist. */
export async function requireStaff(request: Request): Promise<SessionUser> {
  const user = await requireUser(request);
  return user.role === "customer" ? notFound() : user;
}

/** Owners alone: whoever is only staff meets no such page either. */
export async function requireOwner(request: Request): Promise<SessionUser> {
  const user = await requireUser(request);
  return user.role === "owner" ? user : notFound();
}

/** The address this visitor registered and has yet to confirm, or null. */
export async function awaitedEmail(request: Request): Promise<string | null> {
  return (await readTicket(request))?.waitingFor ?? null;
}

/**
 * Opens a session under a new id and returns its Set-Cookie value; the session this browser had is ended.
 * With `waitingFor` it opens nothing until the account's address is confirmed.
 */
export async function startSession(
  request: Request,
  { userId, waitingFor }: { userId: string; waitingFor?: string },
): Promise<string> {
  await closeOld(request);
  const session = await openSession(services, {
    userId,
    userAgent: request.headers.get("user-agent") ?? "",
    address: clientAddress(request),
    now: new Date(),
  });
  return sessionCookie.serialize({ id: session.id, waitingFor });
}

/** A cookie like that of a fresh registration, which will never open anything. */
export async function startNothing(request: Request, waitingFor: string): Promise<string> {
  await closeOld(request);
  return sessionCookie.serialize({ id: randomBytes(32).toString("base64url"), waitingFor });
}

/** Ends this browser's session and returns the Set-Cookie value that removes the cookie. */
export async function stopSession(request: Request): Promise<string> {
  await closeOld(request);
  return sessionCookie.serialize("", { maxAge: 0 });
}

/** The page a visitor came from, as `?next=` says: always one of this site, the dashboard when there is none. */
export function nextOf(request: Request): string {
  const next = safePath(new URL(request.url).searchParams.get("next"), "/dashboard");
  return next.length <= 500 ? next : "/dashboard";
}

/** `/login` and where to go after it, unless that is where everybody goes anyway. */
export function withNext(path: string, next: string): string {
  return next === "/dashboard" ? path : `${path}?${new URLSearchParams({ next })}`;
}

async function closeOld(request: Request): Promise<void> {
  const old = await readTicket(request);
  if (old) await closeSession(services, old.id);
}

async function readTicket(request: Request): Promise<z.infer<typeof Ticket> | null> {
  const value: unknown = await sessionCookie.parse(request.headers.get("cookie")).catch(() => null);
  return Ticket.safeParse(value).data ?? null;
}

/** The page to come back to: this one, or the page whose form was sent. */
function pageOf(request: Request): string {
  const url = new URL(request.url);
  if (request.method === "GET" || request.method === "HEAD") return url.pathname + url.search;
  const referer = request.headers.get("referer");
  const from = referer && URL.canParse(referer) ? new URL(referer) : null;
  return from?.host === url.host ? from.pathname + from.search : "/dashboard";
}
