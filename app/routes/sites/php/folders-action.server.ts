import { redirect } from "@remix-run/node";
import { forgetFolder, keepFolder } from "#app/domain/hosting/websites/kept-folders.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { textOf } from "#app/http/form-data.server.ts";
import { services } from "#app/services.server.ts";
import type { Locale } from "#app/ui/words.ts";
import { foldersWords } from "./folders.words.ts";
import type { Typed } from "./kept-folders.tsx";

type Own = { userId: string; websiteId: string; now: Date; locale: Locale };

/** Keeps or forgets a folder when the form asks for that; returns what was typed with why not, or null for other forms. */
export async function changeFolders(form: FormData, { locale, ...own }: Own): Promise<Typed | null> {
  const intent = textOf(form, "intent");
  if (intent !== "keep" && intent !== "forget") return null;
  const name = textOf(form, "name").trim();
  const visibility = textOf(form, "visibility") === "private" ? "private" : "public";
  const change = { ...own, name };
  const { outcome } =
    intent === "keep"
      ? await keepFolder(services.db, { ...change, isPublic: visibility === "public" })
      : await forgetFolder(services.db, change);
  if (outcome === "keeping" || outcome === "forgotten") {
    const headers = { "set-cookie": await flash(`folder-${outcome}`) };
    throw redirect(`/sites/${own.websiteId}/php`, { status: 303, headers });
  }
  return { name, visibility, error: foldersWords[locale].refusals[outcome] };
}
