import type { DropReason } from "./archives.ts";

/** Folders of tools and operating systems; nothing in them belongs to a site. */
const JUNK_FOLDERS = new Set([".git", ".svn", ".hg", "__MACOSX"]);
/** `.user.ini` is the panel's own: it locks the file and puts its copy into every release. */
const JUNK_FILES = new Set([".DS_Store", "Thumbs.db", "desktop.ini", ".user.ini", ".git"]);
const KEY_FILES = new Set(["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"]);
const KEY_ENDINGS = /\.(?:pem|key|p12|pfx|ppk|jks|keystore)$/i;
const SAMPLE_ENVIRONMENT = /^\.env\.(?:example|sample|template|dist)$/i;

/**
 * Why a file must not go up: `junk` nobody misses, `secret` would be readable by everyone once it is served.
 * Null for everything else, hidden files such as `.htaccess` and `.well-known` included.
 */
export function dropReason(path: string): DropReason | null {
  const segments = path.split("/");
  const name = segments.at(-1) ?? "";
  if (segments.slice(0, -1).some((folder) => JUNK_FOLDERS.has(folder))) return "junk";
  // `.lumi-` begins the names of the marks we add ourselves
  if (JUNK_FILES.has(name) || name.startsWith("._") || name.startsWith(".lumi-")) return "junk";
  if (/^\.env(?:\.|$)/i.test(name) && !SAMPLE_ENVIRONMENT.test(name)) return "secret";
  if (KEY_FILES.has(name) || KEY_ENDINGS.test(name)) return "secret";
  return null;
}
