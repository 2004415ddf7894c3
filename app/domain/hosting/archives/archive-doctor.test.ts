import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { rawZip, tarGzOf, zipOf } from "#app/test/archives.ts";
import { corpusLimits, refusedArchives, takenArchives } from "#app/test/corpus.ts";
import { type Diagnosis, examineArchive } from "./archive-doctor.ts";
import { inspectArchive } from "./archives.server.ts";
import { ArchiveRefused, formatOf } from "./archives.ts";

/** What only shows when the entries themselves are read. */
const UNSEEN = ["wrong-checksum", "ambiguous", "overlapping", "truncated", "broken"];

function examine(bytes: Buffer): Promise<Diagnosis> {
  const read = async (start: number, end: number) => new Uint8Array(bytes.subarray(start, end)).buffer;
  return examineArchive({ size: bytes.length, read }, corpusLimits);
}

async function judge(bytes: Buffer): Promise<Diagnosis> {
  const format = formatOf(bytes);
  if (format !== "zip") return { outcome: format ? "unseen" : "not-an-archive" };
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-doctor-")), "a.zip");
  fs.writeFileSync(file, bytes);
  try {
    const options = { limits: corpusLimits, fileBytes: bytes.length };
    return { outcome: "accepted", findings: await inspectArchive(file, format, options) };
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error;
    return { outcome: "refused", refusal: error.refusal };
  } finally {
    fs.rmSync(path.dirname(file), { recursive: true });
  }
}

/** Links are inside the files, where nobody looks before they arrive. */
function asSeenHere(diagnosis: Diagnosis): Diagnosis {
  if (diagnosis.outcome !== "accepted") return diagnosis;
  const warnings = diagnosis.findings.warnings.filter(({ code }) => code !== "local-link");
  // folders the site might keep: asked about only where that site is
  const { topFolders, ...findings } = diagnosis.findings;
  return { ...diagnosis, findings: { ...findings, warnings } };
}

describe("over the whole corpus", () => {
  test.each(takenArchives)("%s is found the same as by the server", async (_what, bytes) => {
    expect(asSeenHere(await examine(bytes))).toEqual(asSeenHere(await judge(bytes)));
  });

  test.each(refusedArchives)("%s is refused as by the server, or left to it", async (_what, bytes, code) => {
    const [here, there] = [await examine(bytes), await judge(bytes)];
    if (here.outcome === "accepted") expect(UNSEEN).toContain(code);
    else expect(here).toEqual(there);
  });
});

test("only a little of a large file is read", async () => {
  const bytes = zipOf({ "index.html": "halo", "film.mp4": Buffer.alloc(5 * 1024 * 1024, "x") }, 0);
  let read = 0;
  const file = {
    size: bytes.length,
    read: async (start: number, end: number) => {
      read += end - start;
      return new Uint8Array(bytes.subarray(start, end)).buffer;
    },
  };
  expect((await examineArchive(file, corpusLimits)).outcome).toBe("accepted");
  expect(read).toBeLessThan(70_000);
});

test("a TAR.GZ is not looked into, and a text is no archive", async () => {
  expect(await examine(tarGzOf({ "index.html": "x" }))).toEqual({ outcome: "unseen" });
  expect(await examine(Buffer.from("halo"))).toEqual({ outcome: "not-an-archive" });
  expect(await examine(Buffer.alloc(0))).toEqual({ outcome: "not-an-archive" });
});

test("damage anywhere is an answer, never an error", async () => {
  const whole = rawZip([
    { name: "index.html", content: "x" },
    { name: Buffer.from([0x61, 0x82]), content: "y" },
  ]);
  for (let at = 0; at < whole.length; at++) {
    const copy = Buffer.from(whole);
    copy[at] = (copy[at] ?? 0) ^ 0xff;
    expect((await examine(copy)).outcome, `byte ${at}`).toMatch(/accepted|refused|not-an-archive/);
    expect((await examine(whole.subarray(0, at))).outcome, `cut at ${at}`).toMatch(/refused|not-an-archive/);
  }
});
