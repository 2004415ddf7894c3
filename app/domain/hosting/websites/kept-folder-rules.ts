import { KEPT_FOLDERS } from "./kept-folder-names.ts";

/*
 * The part of a site's nginx configuration that is ours, between two lines of its rewrite file, which every vhost of the
 * panel includes (aaPanel API, read in 8.10: `include /www/server/panel/vhost/rewrite/<name>.conf`).
 */

export type KeptFolder = { name: string; isPublic: boolean };

const BEGIN = "# lumi-kept-folders: begin (written by the shop, changed by it without asking)";
const END = "# lumi-kept-folders: end";

/**
 * A rewrite file with our part brought up to date; what others wrote in it stays. `^~` comes before the location that
 * runs PHP, so nothing in such a folder is run; no link is followed out of it; a release's own folder of that name
 * never answers. While the site is off none of them answers.
 */
export function withKeptFolders(
  text: string,
  { sitePath, folders, isOn }: { sitePath: string; folders: readonly KeptFolder[]; isOn: boolean },
): string {
  const rest = withoutOurs(text);
  if (folders.length === 0) return rest;
  const blocks = folders.map(({ name, isPublic }) => (isPublic && isOn ? open(name, sitePath) : shut(name)));
  return `${rest && !rest.endsWith("\n") ? `${rest}\n` : rest}${[BEGIN, ...blocks, END, ""].join("\n")}`;
}

function open(name: string, sitePath: string): string {
  const root = `${sitePath}${KEPT_FOLDERS}`;
  return `location ^~ /${name}/ {
  root ${root};
  disable_symlinks on from=${root};
  location ~ /\\. { return 404; }
  location ~* \\.(php[0-9]*|phtml|phar|inc)(/|$) { return 404; }
}`;
}

function shut(name: string): string {
  return `location ^~ /${name}/ { return 404; }`;
}

function withoutOurs(text: string): string {
  const begin = text.indexOf(BEGIN);
  if (begin < 0) return text;
  const end = text.indexOf(END, begin);
  const after = end < 0 ? "" : text.slice(end + END.length).replace(/^\n/, "");
  return text.slice(0, begin) + after;
}
