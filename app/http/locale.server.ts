import { createCookie } from "@remix-run/node";
import { env } from "#app/env.server.ts";
import { type Locale, locales } from "#app/ui/words.ts";

const YEAR_IN_SECONDS = 365 * 24 * 60 * 60;

export const localeCookie = createCookie("lang", {
  path: "/",
  sameSite: "lax",
  httpOnly: true,
  secure: env.NODE_ENV === "production",
  maxAge: YEAR_IN_SECONDS,
});

/** The visitor's own choice, else what the browser prefers, else Indonesian. */
export async function localeOf(request: Request): Promise<Locale> {
  const chosen: unknown = await localeCookie.parse(request.headers.get("cookie"));
  return locales.find((locale) => locale === chosen) ?? preferred(request.headers.get("accept-language"));
}

function preferred(header: string | null): Locale {
  const ranked = (header ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", weight] = part.trim().split(/;\s*q=/);
      return { language: tag.slice(0, 2).toLowerCase(), weight: weight ? Number(weight) : 1 };
    })
    .filter((choice) => choice.weight > 0)
    .sort((a, b) => b.weight - a.weight);
  // Malay readers read Indonesian; everyone else who names a language first reads the English.
  const first = ranked[0]?.language;
  if (!first || first === "*" || first === "id" || first === "in" || first === "ms") return "id";
  return ranked.some((choice) => choice.language === "en") || first ? "en" : "id";
}
