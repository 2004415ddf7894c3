import fs from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";

const source = fs.readFileSync(new URL("tokens.css", import.meta.url), "utf8");

function colours(css: string): Record<string, string> {
  return Object.fromEntries(
    [...css.matchAll(/--color-([a-z-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]),
  );
}

const light = colours(source.slice(source.indexOf("@theme"), source.indexOf("@media (prefers-color-scheme")));
const darkOnly = source.slice(source.indexOf("@media (prefers-color-scheme"), source.indexOf("@layer base"));
const themes = { light, dark: { ...light, ...colours(darkOnly) } };

/** Text on what lies under it, as the components put them together. */
const PAIRS = [
  ...["ink", "soft", "faint", "good", "trouble", "lumi-text"].flatMap((text) =>
    ["ground", "paper", "sunk"].map((under) => [text, under]),
  ),
  ["good", "good-wash"],
  ["trouble", "trouble-wash"],
  ["lumi-text", "lumi-wash"],
  ...["lumi-wash", "good-wash", "trouble-wash"].map((under) => ["ink", under]),
  ["paper", "ink"],
  ["on-lumi", "lumi"],
  ["on-lumi", "lumi-bright"],
  ...["night-ink", "night-soft", "lumi"].flatMap((text) =>
    ["night", "night-raised"].map((under) => [text, under]),
  ),
  ["ring", "ground"],
  ["ring", "paper"],
  ["ring", "sunk"],
] as [string, string][];

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(one: string, other: string): number {
  const [bright, dim] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (bright! + 0.05) / (dim! + 0.05);
}

describe.each(Object.entries(themes))("in the %s theme", (_, theme) => {
  test("every text meets 4.5:1 on what lies under it", () => {
    const poor = PAIRS.map(([text, under]) => ({
      pair: `${text} on ${under}`,
      ratio: Number(contrast(theme[text]!, theme[under]!).toFixed(2)),
    })).filter(({ ratio }) => !(ratio >= 4.5));
    expect(poor).toEqual([]);
  });

  test("the outline of a field meets 3:1, and so does the ring on the dark header", () => {
    for (const under of ["ground", "paper"])
      expect(contrast(theme.edge!, theme[under]!)).toBeGreaterThanOrEqual(3);
    const nightRing = source.match(/@utility night \{\s*--color-ring: (#[0-9a-f]{6});/)![1]!;
    expect(contrast(nightRing, theme.night!)).toBeGreaterThanOrEqual(4.5);
  });
});

test("the browser's own frame has the colour of the header in both themes", () => {
  const root = fs.readFileSync(new URL("../root.tsx", import.meta.url), "utf8");
  const shown = [...root.matchAll(/name="theme-color" content="(#[0-9a-f]{6})"/g)].map((match) => match[1]);
  expect(shown).toEqual([themes.light.night, themes.dark.night]);
});

describe("what a visitor downloads", () => {
  const assets = new URL("../../build/client/assets/", import.meta.url);
  const files = (ending: string) => fs.readdirSync(assets).filter((name) => name.endsWith(ending));

  test("is one stylesheet of at most 15 kB, compressed", () => {
    expect(files(".css")).toHaveLength(1);
    const bytes = gzipSync(fs.readFileSync(new URL(files(".css")[0]!, assets))).length;
    expect(bytes).toBeLessThanOrEqual(15_000);
  });

  test("is one font of at most 40 kB", () => {
    expect(files(".woff2")).toHaveLength(1);
    expect(fs.statSync(new URL(files(".woff2")[0]!, assets)).size).toBeLessThanOrEqual(40_000);
  });
});

test("no component names a colour of its own", () => {
  const named =
    /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(|\b(?:bg|text|border|fill|stroke)-(?:black|white|(?:gray|slate|red|blue|amber|teal)-\d+)/i;
  const root = new URL("../", import.meta.url);
  const files = fs
    .readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".tsx") && !name.endsWith(".test.tsx") && name !== "root.tsx")
    .filter((name) => /^(ui|routes)\//.test(name));
  const guilty = files.filter((name) => /className|fill=|stroke=/.test(read(name)) && named.test(read(name)));
  expect(guilty).toEqual([]);

  function read(name: string): string {
    return fs.readFileSync(new URL(name, root), "utf8").replace(/href=(?:"#[^"]*"|\{`#[^`]*`\})/g, "");
  }
});
