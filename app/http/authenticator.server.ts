import { Authenticator } from "remix-auth";
import { FormStrategy } from "remix-auth-form";
import { type Login, logIn } from "#app/domain/accounts/login.server.ts";
import { services } from "#app/services.server.ts";
import { clientAddress } from "./client-address.ts";
import { textOf } from "./form-data.server.ts";
import { checkLimits } from "./rate-limits.server.ts";

type Answer = Login | { outcome: "limited"; retryAfterSeconds: number };

/** Knows people by the log-in form: `authenticator.authenticate("form", request)`. Another way in is another strategy. */
export const authenticator = new Authenticator<Answer>().use(
  new FormStrategy(async ({ form, request }) => {
    const email = textOf(form, "email").trim().toLowerCase();
    const tries = { "login-address": clientAddress(request), "login-account": email };
    const limit = await checkLimits(services.db, tries, new Date());
    if (limit.outcome === "limited") return limit;
    return logIn(services, { email, password: textOf(form, "password") });
  }),
  "form",
);
