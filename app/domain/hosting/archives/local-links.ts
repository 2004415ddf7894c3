/** What a browser reads links from. */
const PAGES = /\.(?:html?|xhtml|css|svg|php)$/i;
const PROGRAMS = /\.(?:m?js|json|webmanifest)$/i;
const HOSTS = String.raw`(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])`;
const IN_PAGES = new RegExp(String.raw`\/\/${HOSTS}(?![\w.-])|\bfile:\/\/\/`, "i");
/** Built programmes carry a bare `http://localhost` from their frameworks that nobody asks; one with a port was written. */
const IN_PROGRAMS = new RegExp(String.raw`\/\/${HOSTS}:\d`, "i");
const LONGEST_LINK = 32;
const MOST_READ = 4 * 1024 * 1024;

/**
 * Watches a file's bytes go by for links that only work on the computer it was made on (`localhost`, `file:///`).
 * Null for files without links. Only the first 4 MiB are looked at.
 */
export function watchLocalLinks(path: string): { add(chunk: Buffer): void; found(): boolean } | null {
  const pattern = PAGES.test(path) ? IN_PAGES : PROGRAMS.test(path) ? IN_PROGRAMS : null;
  if (!pattern) return null;
  let isFound = false;
  let read = 0;
  let before = "";
  return {
    add(chunk) {
      if (isFound || read > MOST_READ) return;
      read += chunk.length;
      const text = before + chunk.toString("latin1");
      // a link may lie across two chunks, so what could still become one is looked at again
      isFound = pattern.test(text);
      before = text.slice(-LONGEST_LINK);
    },
    found: () => isFound,
  };
}
