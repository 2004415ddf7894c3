import { z } from "zod";
import { readNpwp } from "#app/domain/accounts/npwp.ts";
import type { accountWords } from "./words.ts";

/** What a buyer may want on invoices; empty is nothing. */
export function buyerFields(t: (typeof accountWords)["id"]) {
  return z.object({
    address: z
      .string(t.buyerAddressLong)
      .transform((address) => address.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim())
      .pipe(z.string().max(200, t.buyerAddressLong))
      .transform((address) => address || null),
    npwp: z.string(t.npwpWrong).transform((typed, context) => {
      if (typed.trim() === "") return null;
      const digits = readNpwp(typed);
      if (digits === null) context.addIssue({ code: "custom", message: t.npwpWrong });
      return digits;
    }),
  });
}
