/*
 * Names under which registries sell to everybody: nobody owns them, so no site may claim one. Only those that a buyer
 * here is likely to type; whatever else is claimed needs DNS that leads to our server, which its registry never sets.
 */
const secondLevels: Record<string, string> = {
  id: "ac biz co desa go mil my net or ponpes sch web",
  my: "com edu gov mil name net org",
  sg: "com edu gov net org per",
  au: "asn com edu gov id net org",
  uk: "ac co gov ltd me net org plc sch",
  jp: "ac ad co ed go gr lg ne or",
  nz: "ac co geek gen govt kiwi maori net org school",
  cn: "ac com edu gov net org",
  br: "com net org",
  in: "ac co edu firm gen gov ind net org",
  th: "ac co go in mi net or",
  kr: "ac co go ne or pe re",
};
const others = new Set(
  "uk.com us.com eu.org github.io gitlab.io pages.dev workers.dev vercel.app netlify.app blogspot.com herokuapp.com web.app firebaseapp.com".split(
    " ",
  ),
);

/** Whether a name of two or more labels is a public suffix, as far as this short list knows. */
export function isPublicSuffix(domain: string): boolean {
  const [second = "", top = "", ...more] = domain.split(".");
  if (more.length > 0) return false;
  return others.has(domain) || (secondLevels[top] ?? "").split(" ").includes(second);
}
