import { z } from "zod";
import { passwordProblem } from "#app/domain/accounts/passwords.ts";
import type { AccountFieldWords } from "#app/ui/account-fields.words.ts";

/** The fields that ask who somebody is, each with one sentence for what is wrong with it. */
export function accountFields(t: AccountFieldWords) {
  return {
    name: z
      .string(t.nameMissing)
      .transform((name) => name.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim())
      .pipe(z.string().min(1, t.nameMissing).max(100, t.nameTooLong)),
    email: emailField(t),
    phone: z
      .string(t.phoneWrong)
      .optional()
      .transform((phone = "") => phone.replace(/[\s().-]+/g, ""))
      .pipe(z.string().regex(/^(\+?\d{8,15})?$/, t.phoneWrong))
      .transform((phone) => phone || null),
    /** A password being chosen. That it is not the e-mail address is checked where both are known. */
    newPassword: z.string(t.passwordMissing).superRefine((password, context) => {
      const problem = passwordProblem(password, "");
      if (problem) context.addIssue({ code: "custom", message: t.passwordProblems[problem] });
    }),
    /** A password being used: any text. */
    password: z.string(t.passwordMissing).min(1, t.passwordMissing),
  };
}

/** An address, in lower case. */
export function emailField(t: Pick<AccountFieldWords, "emailWrong">) {
  return z
    .string(t.emailWrong)
    .transform((email) => email.trim().toLowerCase())
    .pipe(z.email(t.emailWrong).max(254, t.emailWrong));
}

/** How many whole minutes that is, for a person. */
export function minutesOf(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / 60));
}
