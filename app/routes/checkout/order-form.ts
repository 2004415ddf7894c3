import { z } from "zod";
import type { Placement } from "#app/domain/billing/orders/orders.server.ts";
import { readDomain, readLabel, type SiteAddress } from "#app/domain/billing/orders/site-address.ts";
import { accountFields } from "#app/http/account-fields.ts";
import type { AccountFieldWords } from "#app/ui/account-fields.words.ts";
import type { CheckoutWords } from "./words.ts";

/** What a checkout form may hold, each field with its sentence for what is wrong with it. */
export function orderForm(t: CheckoutWords, account: AccountFieldWords) {
  const { name, phone } = accountFields(account);
  const typed = (wrong: string) => z.string(wrong).max(300, wrong).optional().default("");
  return z.object({
    address: z.enum(["free", "own"], t.addressMissing),
    label: typed(t.labelProblems.shape),
    domain: typed(t.domainProblems.shape),
    name,
    phone,
    coupon: typed(t.couponProblems["not-usable"]),
    terms: z.literal("yes", t.termsMissing),
    cycle: z.enum(["monthly", "yearly"], t.stale),
    priceId: z.uuid(t.stale),
    checkoutKey: z.uuid(t.stale),
  });
}

type Typed = { address: "free" | "own"; label: string; domain: string };
type Ours = { sitesDomain: string; appUrl: string };
type Errors = Record<string, string[]>;

/** The address that was chosen, or the sentence to show at its field. */
export function readAddress(
  typed: Typed,
  t: CheckoutWords,
  ours: Ours,
): { site: SiteAddress } | { errors: Errors } {
  if (typed.address === "free") {
    const read = readLabel(typed.label);
    return "label" in read ? { site: read } : { errors: { label: [t.labelProblems[read.problem]] } };
  }
  const read = readDomain(typed.domain, [ours.sitesDomain, new URL(ours.appUrl).hostname]);
  return "domain" in read ? { site: read } : { errors: { domain: [t.domainProblems[read.problem]] } };
}

/**
 * Everything that is wrong with a form, said at once and in the page's order. The hidden fields have no place
 * of their own on the page: what is wrong with them is said of the form.
 */
export function refused<V extends Record<string, string>>(
  errors: Errors,
  values: V,
  t: CheckoutWords,
  ours: Ours,
): { errors: Errors; values: V } {
  const { cycle, priceId, checkoutKey, ...shown } = errors;
  const hidden = cycle ?? priceId ?? checkoutKey;
  const { address: chosen, label = "", domain = "" } = values;
  const isChosen = chosen === "free" || chosen === "own";
  const address = isChosen ? readAddress({ address: chosen, label, domain }, t, ours) : null;
  const atAddress = address && "errors" in address ? address.errors : {};
  return { errors: { ...(hidden && { "": hidden }), ...atAddress, ...shown }, values };
}

/** Why nothing was ordered, at the field that can mend it. */
export function refusalOf(
  placed: Exclude<Placement, { outcome: "placed" }>,
  address: Typed["address"],
  t: CheckoutWords,
): Errors {
  if (placed.outcome === "coupon-refused") return { coupon: [t.couponProblems[placed.because]] };
  if (placed.outcome === "host-taken") return { [address === "free" ? "label" : "domain"]: [t.taken] };
  const sentences = {
    "price-changed": t.priceChanged,
    "plan-unavailable": t.unavailable,
    "stale-form": t.stale,
  };
  return { "": [sentences[placed.outcome]] };
}
