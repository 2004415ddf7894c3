/** What a page makes a browser fetch, read from its HTML and the files it names. Paths begin with `/assets/`. */

/** Script that stands in the page itself; data in other types does not count. */
export function inlineScript(html: string): string {
  return [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)]
    .filter(([, attributes = ""]) => !/type="application\/(ld\+)?json"/.test(attributes))
    .map(([, , text = ""]) => text)
    .join("\n");
}

/** The script files a page names, and those they import at once, each once. */
export function scriptFiles(html: string, read: (file: string) => string): string[] {
  const found = new Set<string>();
  const waiting = [...html.matchAll(/["'](\/assets\/[^"']+\.m?js)["']/g)].map(([, file = ""]) => file);
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    waiting.push(...importsOf(file, read(file)));
  }
  return [...found];
}

/** The files that come with every `import("…")` in files that are there already, and are not there yet. */
export function laterFiles(loaded: readonly string[], read: (file: string) => string): string[] {
  const called = loaded.flatMap((file) =>
    [...read(file).matchAll(/\bimport\(\s*["'`]([^"'`]+\.m?js)["'`]\s*\)/g)].map(
      ([, name = ""]) => new URL(name, `http://local${file}`).pathname,
    ),
  );
  const named = called.map((file) => JSON.stringify(file)).join(" ");
  return scriptFiles(named, read).filter((file) => !loaded.includes(file));
}

/** Static imports only: `import("…")` waits until it is called. */
function importsOf(file: string, text: string): string[] {
  const names = [...text.matchAll(/(?:\bfrom|\bimport)\s*["']([^"']+\.m?js)["']/g)].map(
    ([, name = ""]) => name,
  );
  return names.map((name) => new URL(name, `http://local${file}`).pathname);
}

export function styleFiles(html: string): string[] {
  return [...html.matchAll(/<link\b[^>]*rel="stylesheet"[^>]*>/g)].flatMap(
    ([link]) => /href="([^"]+\.css)"/.exec(link)?.[1] ?? [],
  );
}

/** The font files a browser would load for this text: those whose range holds one of its characters. */
export function fontsFor(text: string, css: string): string[] {
  const letters = [...new Set(text)].map((letter) => letter.codePointAt(0) ?? 0);
  return [...css.matchAll(/@font-face\s*\{([^}]*)\}/g)].flatMap(([, face = ""]) => {
    const file = /url\(["']?([^"')]+\.woff2)["']?\)/.exec(face)?.[1];
    const range = /unicode-range:\s*([^;]+)/.exec(face)?.[1] ?? "U+0-10FFFF";
    return file && letters.some((letter) => isIn(range, letter)) ? [file] : [];
  });
}

/** `U+0131, U+0152-0153, U+4??` */
function isIn(range: string, letter: number): boolean {
  return range.split(",").some((part) => {
    const [from = "", to = from] = part.trim().replace(/^U\+/i, "").split("-");
    const first = Number.parseInt(from.replaceAll("?", "0"), 16);
    const last = Number.parseInt(to.replaceAll("?", "F"), 16);
    return letter >= first && letter <= last;
  });
}
