import { readFileSync } from "node:fs";
import type { Disk } from "./disk.ts";

/** One `location` of a rewrite file, as far as this stand-in understands it. */
export type Location = {
  modifier: "" | "^~" | "~" | "~*" | "=";
  pattern: string;
  root: string | null;
  status: number | null;
  refusesLinks: boolean;
  inner: Location[];
};

const FOLDER = "/www/server/panel/vhost/rewrite";
/** Directives nginx would know in such a file; others fail its test. */
const KNOWN = new Set([
  "location",
  "root",
  "return",
  "disable_symlinks",
  "rewrite",
  "if",
  "try_files",
  "add_header",
  "expires",
  "deny",
  "allow",
  "index",
  "set",
  "break",
  "error_page",
]);

export function rewriteFileOf(siteName: string): string {
  return `${FOLDER}/${siteName}.conf`;
}

/** Whether saving this path makes the panel try the configuration and reload, as any with "rewrite" in it does. */
export function isConfiguration(path: string): boolean {
  return path.includes("rewrite");
}

/** The locations of a site's rewrite file as it lies on the disk; none when nginx could not read it. */
export function locationsOf(disk: Disk, siteName: string): Location[] {
  try {
    return parseRewrite(readFileSync(disk.real(rewriteFileOf(siteName)), "utf8"));
  } catch {
    return [];
  }
}

/** Reads a rewrite file as nginx would; throws an Error with what `nginx -t` would complain of. */
export function parseRewrite(text: string): Location[] {
  const words = wordsOf(text);
  const { locations } = readBlock(words, 0, true);
  return locations;
}

/** Words, and `{`, `}` and `;` on their own; comments and quotation marks taken away. */
function wordsOf(text: string): string[] {
  const found = text
    .replace(/(^|\s)#[^\n]*/g, "$1")
    .matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|[{};]|(?:\\.|[^\s{};"'])+/g);
  return [...found].map(([whole, double, single]) => double ?? single ?? whole);
}

function readBlock(
  words: string[],
  start: number,
  isTop: boolean,
): { locations: Location[]; own: Location; end: number } {
  const own: Location = {
    modifier: "",
    pattern: "",
    root: null,
    status: null,
    refusesLinks: false,
    inner: [],
  };
  let at = start;
  while (at < words.length && words[at] !== "}") {
    const name = words[at] ?? "";
    if (!KNOWN.has(name)) throw new Error(`unknown directive "${name}"`);
    const given: string[] = [];
    for (at++; at < words.length && ![";", "{", "}"].includes(words[at] ?? ""); at++)
      given.push(words[at] ?? "");
    if (words[at] === ";") {
      if (name === "root") own.root = given[0] ?? "";
      if (name === "return") own.status = Number(given[0]);
      if (name === "disable_symlinks") own.refusesLinks = given[0] === "on";
      at++;
    } else if (words[at] === "{" && ["location", "if"].includes(name)) {
      const inside = readBlock(words, at + 1, false);
      if (name === "location") own.inner.push({ ...inside.own, ...target(given) });
      at = inside.end;
    } else throw new Error(`directive "${name}" is not terminated by ";"`);
  }
  if (isTop ? at < words.length : words[at] !== "}") throw new Error('unexpected "}" or end of file');
  return { locations: own.inner, own, end: at + 1 };
}

function target(given: string[]): Pick<Location, "modifier" | "pattern"> {
  const [first = "", second] = given;
  if (second === undefined) return { modifier: "", pattern: first };
  if (first === "^~" || first === "~" || first === "~*" || first === "=")
    return { modifier: first, pattern: second };
  throw new Error(`invalid location modifier "${first}"`);
}

/**
 * The location that answers a path: the longest `^~` prefix, then inside it the first pattern that fits. Plain prefixes
 * and patterns at the top are the panel's business here and are not looked at.
 */
export function findLocation(locations: Location[], path: string): Location | null {
  const [longest] = locations
    .filter(({ modifier, pattern }) => modifier === "^~" && path.startsWith(pattern))
    .sort((one, other) => other.pattern.length - one.pattern.length);
  if (!longest) return null;
  const inner = longest.inner.find(
    ({ modifier, pattern }) =>
      (modifier === "~" || modifier === "~*") && new RegExp(pattern, modifier === "~*" ? "i" : "").test(path),
  );
  if (!inner) return longest;
  return {
    ...inner,
    root: inner.root ?? longest.root,
    refusesLinks: inner.refusesLinks || longest.refusesLinks,
  };
}
