import type { MetaDescriptor } from "@remix-run/react";
import { type Locale, locales } from "./words.ts";

type Matches = readonly (undefined | { id: string; data: unknown })[];

/** The page's language, for a `meta` export, where hooks do not reach. Indonesian when the root has no data. */
export function localeIn(matches: Matches): Locale {
  const root = matches.find((match) => match?.id === "root")?.data as { locale?: unknown } | undefined;
  return locales.find((locale) => locale === root?.locale) ?? "id";
}

/** Title and, for pages that may be found by a search, the description. */
export function pageMeta(title: string, description?: string): MetaDescriptor[] {
  const descriptors: MetaDescriptor[] = [{ title: `${title} · LumiCloud` }];
  if (description) descriptors.push({ name: "description", content: description });
  return descriptors;
}
