import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { flash } from "#app/http/flash.server.ts";
import { stopSession } from "#app/http/session.server.ts";

/** A link cannot log anybody out: only the button's POST does. */
export function loader() {
  return redirect("/", 303);
}

export async function action({ request }: ActionFunctionArgs) {
  const headers = new Headers();
  headers.append("set-cookie", await stopSession(request));
  headers.append("set-cookie", await flash("logged-out"));
  return redirect("/", { status: 303, headers });
}

/** Never shown; without a component a failure would be a bare line instead of the error page. */
export default function LogOut() {
  return null;
}
