/** Where the site of an order shall answer: a free name under the shop's domain for sites, or the buyer's own domain. */
export type SiteAddress = { label: string; domain?: undefined } | { domain: string; label?: undefined };

/** Names that would pass for the business itself. */
const RESERVED = new Set(
  "admin administrator api app billing blog cdn cpanel dev ftp help host imap lumi lumicloud mail mx ns ns1 ns2 panel pop root secure shop smtp ssl staff staging static status support test webmail www".split(
    " ",
  ),
);

export type AddressProblem = "empty" | "shape" | "reserved" | "ours";

/** A free address's name as typed, made lower-case: 3 to 40 letters, digits and inner hyphens. */
export function readLabel(typed: string): { label: string } | { problem: AddressProblem } {
  const label = typed.trim().toLowerCase();
  if (label === "") return { problem: "empty" };
  if (!/^[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]$/.test(label) || label.slice(2, 4) === "--") {
    return { problem: "shape" };
  }
  return RESERVED.has(label) || label.startsWith("held-") ? { problem: "reserved" } : { label };
}

/** A domain as typed or pasted from the address bar, made lower-case ASCII. `ours` are hosts nobody may claim. */
export function readDomain(typed: string, ours: string[]): { domain: string } | { problem: AddressProblem } {
  const text = typed
    .trim()
    .replace(/^https?:\/\//i, "")
    .replace(/\/.*$/, "")
    .replace(/\.$/, "");
  if (text === "") return { problem: "empty" };
  const domain = ascii(text);
  const isShaped =
    domain !== null &&
    /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(domain);
  if (!isShaped) return { problem: "shape" };
  return ours.map(hostName).some((own) => domain === own || domain.endsWith(`.${own}`))
    ? { problem: "ours" }
    : { domain };
}

/** The host an order's site will answer at, without port. */
export function hostOf(site: { label?: string | null; domain?: string | null }, sitesDomain: string): string {
  return site.domain ?? `${site.label}.${hostName(sitesDomain)}`;
}

/** `toko.localhost:8080` → `toko.localhost`. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, "");
}

/** International names become Punycode, as browsers write them; null when no browser would take it. */
function ascii(text: string): string | null {
  if (!/^[^\s/?#@:\\%]+$/.test(text) || !URL.canParse(`http://${text}`)) return null;
  return new URL(`http://${text}`).hostname;
}
