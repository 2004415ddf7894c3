import { expect, test } from "vitest";
import { fontsFor, inlineScript, laterFiles, scriptFiles, styleFiles } from "./page-weight.ts";

test("script is counted with everything it imports at once, each file once", () => {
  const files: Record<string, string> = {
    "/assets/entry.js": `import{a}from"./react.js";import"./side.js";const later=()=>import("./later.js")`,
    "/assets/react.js": `import"./side.js"`,
    "/assets/side.js": "",
    "/assets/route.js": `import { x } from "./react.js"`,
  };
  const html = `<link rel="modulepreload" href="/assets/entry.js"/><script type="module">import * as r from "/assets/route.js"</script>`;
  const found = scriptFiles(html, (file) => files[file] ?? expect.fail(`${file} was asked for`));
  expect(found.sort()).toEqual([
    "/assets/entry.js",
    "/assets/react.js",
    "/assets/route.js",
    "/assets/side.js",
  ]);
});

test("what is loaded later is counted by itself, without what is there already", () => {
  const files: Record<string, string> = {
    "/assets/route.js": `import"./react.js";const a=()=>import("./kit.js"),b=()=>t(()=>import(\`./other.js\`),[])`,
    "/assets/react.js": "",
    "/assets/kit.js": `import"./react.js";import"./words.js";import("./even-later.js")`,
    "/assets/other.js": "",
    "/assets/words.js": "",
  };
  const read = (file: string) => files[file] ?? expect.fail(`${file} was asked for`);
  const later = laterFiles(["/assets/route.js", "/assets/react.js"], read);
  expect(later.sort()).toEqual(["/assets/kit.js", "/assets/other.js", "/assets/words.js"]);
});

test("script in the page counts, structured data does not", () => {
  expect(inlineScript(`<script nonce="x">let a</script><script type="application/ld+json">{}</script>`)).toBe(
    "let a",
  );
  expect(inlineScript("<p>none</p>")).toBe("");
});

test("only fonts that hold a character of the page are loaded", () => {
  const css = `@font-face{font-family:x;src:url(/assets/latin.woff2) format("woff2");unicode-range:U+0000-00FF,U+20??}
    @font-face{font-family:x;src:url("/assets/cyrillic.woff2");unicode-range:U+0400-045F}`;
  expect(fontsFor("Halo", css)).toEqual(["/assets/latin.woff2"]);
  expect(fontsFor("Привет", css)).toEqual(["/assets/cyrillic.woff2"]);
  expect(fontsFor("–", css)).toEqual(["/assets/latin.woff2"]);
});

test("a page's stylesheets are found whatever the order of the attributes", () => {
  expect(styleFiles(`<link href="/assets/a.css" rel="stylesheet"/><link rel="icon" href="/f.svg">`)).toEqual([
    "/assets/a.css",
  ]);
});
