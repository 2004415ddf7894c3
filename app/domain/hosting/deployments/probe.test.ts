import { expect, test } from "vitest";
import { chooseProbes } from "./probe.server.ts";

const file = (path: string, size = 10) => ({ path, size, sha256: "a".repeat(64) });

test("the start page and up to four plain files are looked at", () => {
  const manifest = ["index.html", ...Array.from({ length: 50 }, (_, index) => `css/${index}.css`)].map(
    (path) => file(path),
  );
  const probes = chooseProbes(manifest);
  expect(probes[0]).toMatchObject({ urlPath: "/", entry: "index.html" });
  expect(probes).toHaveLength(5);
});

test("programs, hidden files and what the server always refuses are not looked at", () => {
  const manifest = [
    "index.php",
    "a.php",
    ".htaccess",
    ".well-known/a.txt",
    "LICENSE",
    "README.md",
    "film.mp4",
  ];
  expect(chooseProbes([...manifest.map((path) => file(path)), file("big.js", 3_000_000)])).toEqual([]);
});

test("names are written as addresses", () => {
  const [probe] = chooseProbes([file("gambar besar/ä#1?.png")]);
  expect(probe?.urlPath).toBe("/gambar%20besar/%C3%A4%231%3F.png");
});
