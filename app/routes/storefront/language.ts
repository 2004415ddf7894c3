import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { z } from "zod";
import { keepLanguage } from "#app/domain/accounts/language.server.ts";
import { readForm, textOf } from "#app/http/form-data.server.ts";
import { localeCookie } from "#app/http/locale.server.ts";
import { safePath } from "#app/http/responses.ts";
import { currentUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";
import { locales } from "#app/ui/words.ts";

const Choice = z.enum(locales);

/** Opened as an address, it leads home. */
export function loader() {
  return redirect("/");
}

/** Keeps the choice for this browser, and for the mails of whoever is signed in; then back to the page it came from. */
export async function action({ request }: ActionFunctionArgs) {
  const form = await readForm(request);
  const back = safePath(form.get("next"), "/");
  const choice = Choice.safeParse(textOf(form, "locale"));
  if (!choice.success) return redirect(back, 303);
  const user = await currentUser(request);
  if (user) await keepLanguage(services.db, { userId: user.id, locale: choice.data });
  return redirect(back, {
    status: 303,
    headers: { "set-cookie": await localeCookie.serialize(choice.data) },
  });
}

/** Never shown; without a component a refusal would be an empty answer instead of the error page. */
export default function Language() {
  return null;
}
