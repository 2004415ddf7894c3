import { expect, test } from "vitest";
import type { ManifestEntry } from "../archives/archive-manifest.server.ts";
import { carryLimits, chooseCarried, hasHashedName } from "./carried-assets.ts";

const now = new Date("2026-11-22T03:00:00Z");

test.each([
  "app-3f9a1c2b.js",
  "index.BX92Kd1f.css",
  "assets/index-DkXyzAbc.js",
  "main.1a2b3c4d.chunk.js",
  "_next/static/chunks/4bd1b696-182b6b13bdad92e3.js",
  "chunk-ABCD2345.mjs",
  "foto.d41d8cd98f00b204e9800998ecf8427e.webp",
])("%s has a hash of its content in its name", (path) => expect(hasHashedName(path)).toBe(true));

test.each([
  "app.js",
  "jquery-3.6.0.min.js",
  "my-component.js",
  "foto-20240101.jpg",
  "laporan-3f9a1c2b.html",
  "app-3f9a1c2b.php",
  ".rahasia/app-3f9a1c2b.js",
  "a b/app-3f9a1c2b.js",
  "é/app-3f9a1c2b.js",
])("%s has none, or must not go through the panel", (path) => expect(hasHashedName(path)).toBe(false));

const file = (path: string, more: Partial<ManifestEntry> = {}): ManifestEntry => ({
  path,
  size: 10,
  sha256: "0".repeat(64),
  ...more,
});

test("an asset is carried until its releases, its days or the room are used up", () => {
  const none = new Set(["index.html"]);
  const days = (count: number) => new Date(now.getTime() - count * 86_400_000).toISOString();
  const chosen = chooseCarried(
    [
      file("index.html"),
      file("gone.html"),
      file("a-3f9a1c2b.js"),
      file("b-3f9a1c2b.js", { carried: { since: days(1), releases: 4 } }),
      file("c-3f9a1c2b.js", { carried: { since: days(1), releases: carryLimits.releases } }),
      file("d-3f9a1c2b.js", { carried: { since: days(8), releases: 1 } }),
      file("e-3f9a1c2b.js", { size: carryLimits.bytes }),
    ],
    none,
    now,
  );
  expect(chosen.map(({ path, carried }) => [path, carried?.since, carried?.releases])).toEqual([
    ["a-3f9a1c2b.js", now.toISOString(), 1],
    ["b-3f9a1c2b.js", days(1), 5],
  ]);
  const many = Array.from({ length: 300 }, (_, index) => file(`${index}/app-3f9a1c2b.js`));
  expect(chooseCarried(many, none, now)).toHaveLength(carryLimits.files);
});

test("an asset gives way to a folder or a file of the new release", () => {
  const before = [file("a/app-3f9a1c2b.js"), file("b/app-3f9a1c2b.js"), file("c-3f9a1c2b.js")];
  const own = new Set(["a", "b/app-3f9a1c2b.js/x.txt", "c-3f9a1c2b.js"]);
  expect(chooseCarried(before, own, now)).toEqual([]);
});
