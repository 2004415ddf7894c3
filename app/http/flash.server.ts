import { createCookie } from "@remix-run/node";
import { z } from "zod";
import { env } from "#app/env.server.ts";

const cookie = createCookie("flash", {
  path: "/",
  sameSite: "lax",
  httpOnly: true,
  secure: env.NODE_ENV === "production",
  maxAge: 60,
});

// Only a name travels; the words are ours, so a forged cookie can say nothing new.
const Kind = z.string().regex(/^[a-z-]{1,40}$/);

/** The Set-Cookie value that makes the next page say `kind` once; texts are in app/ui/flash.words.ts. */
export function flash(kind: string): Promise<string> {
  return cookie.serialize(kind);
}

/** The waiting message and the Set-Cookie value that removes it. Only the root loader takes it. */
export async function takeFlash(request: Request): Promise<{ kind: string; clear: string } | null> {
  const result = Kind.safeParse(await cookie.parse(request.headers.get("cookie")));
  if (!result.success) return null;
  return { kind: result.data, clear: await cookie.serialize("", { maxAge: 0 }) };
}
