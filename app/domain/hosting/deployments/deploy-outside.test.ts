import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "vitest";
import { receiveUpload } from "#app/domain/hosting/uploads/uploads.server.ts";
import { inspectUpload } from "#app/domain/hosting/uploads/uploads-inspection.server.ts";
import { rawTar, rawZip } from "#app/test/archives.ts";
import { type DeploySite, now, deployTest as test } from "#app/test/deploying.ts";
import { requestDeployment } from "./deployments.server.ts";

const SYMLINK = 0o120777;
const page = { name: "index.html", content: "jahat" };
const climb = "../".repeat(12);

type Evil = (outside: string) => Buffer;
const zip = (...parts: Parameters<typeof rawZip>[0]) => rawZip([page, ...parts]);
const tar = (...parts: Parameters<typeof rawTar>[0]) => gzipSync(rawTar([page, ...parts]));

/** Ways out of the folder, each aimed at a file that is there. */
const ways: Record<string, Evil> = {
  "a ZIP that climbs": (outside) => zip({ name: `${climb}${outside.slice(1)}/rahasia.txt`, content: "x" }),
  "a ZIP that climbs by backslashes": (outside) =>
    zip({ name: `${climb}${outside.slice(1)}/rahasia.txt`.replaceAll("/", "\\"), content: "x" }),
  "a ZIP that climbs in the middle": (outside) =>
    zip({ name: `a/${climb}${outside.slice(1)}/rahasia.txt`, content: "x" }),
  "a ZIP with an absolute path": (outside) => zip({ name: `${outside}/rahasia.txt`, content: "x" }),
  "a ZIP with a link to a file": (outside) =>
    zip({ name: "tautan.txt", content: `${outside}/rahasia.txt`, mode: SYMLINK }),
  "a ZIP with a link to a folder, and a file behind it": (outside) =>
    zip({ name: "tautan", content: outside, mode: SYMLINK }, { name: "tautan/rahasia.txt", content: "x" }),
  "a TAR.GZ that climbs": (outside) =>
    tar({ name: `${climb}${outside.slice(1)}/rahasia.txt`.slice(-100), content: "x" }),
  "a TAR.GZ with a link to a folder, and a file behind it": (outside) =>
    tar({ name: "tautan", type: "2", link: outside }, { name: "tautan/rahasia.txt", content: "x" }),
  "a TAR.GZ with a hard link": (outside) =>
    tar({ name: "rahasia.txt", type: "1", link: `${outside}/rahasia.txt` }),
  "a TAR.GZ with a device": () => tar({ name: "disk", type: "4" }),
};

/** Every file and link below a folder with what it holds; what the panel writes down for itself left out. */
function snapshot(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file);
    if (entry.isSymbolicLink()) found[name] = `link to ${readlinkSync(file)}`;
    else if (entry.isFile() && name !== "state.json")
      found[name] = createHash("sha256").update(readFileSync(file)).digest("hex");
  }
  return found;
}

async function send(site: DeploySite, name: string, bytes: Buffer) {
  async function* stream() {
    yield bytes;
  }
  const { db, store } = site.deps;
  const received = await receiveUpload({ db, store }, { ...site.ids, fileName: name, stream: stream(), now });
  if (received.outcome !== "received") throw new Error(received.outcome);
  return { uploadId: received.uploadId, inspected: await inspectUpload({ db, store }, received, now) };
}

for (const [what, evil] of Object.entries(ways)) {
  test(`${what} is refused, and nothing is written anywhere, not even past an inspection that let it through`, async ({
    site,
    folder,
  }) => {
    const { db } = site.deps;
    const outside = path.join(folder, "luar");
    mkdirSync(outside);
    writeFileSync(path.join(outside, "rahasia.txt"), "rahasia");
    await site.deploy({ "index.html": "lama" });
    const before = { outside: snapshot(outside), panel: snapshot(path.join(folder, "panel")) };
    const name = what.includes("TAR") ? "situs.tar.gz" : "situs.zip";

    const { uploadId, inspected } = await send(site, name, evil(outside));

    expect(inspected.outcome).toBe("refused");
    const refused = await requestDeployment(db, { ...site.ids, uploadId, now });
    expect(refused).toEqual({ outcome: "upload-not-ready" });

    const wave = { status: "accepted" as const, root: "", findings: JSON.stringify({}) };
    await db.updateTable("uploads").set(wave).where("id", "=", uploadId).execute();
    const asked = await requestDeployment(db, { ...site.ids, uploadId, now });
    if (asked.outcome !== "queued") throw new Error(asked.outcome);
    expect(await site.run(asked.deploymentId)).toEqual({ outcome: "failed" });
    expect(await site.failure(asked.deploymentId)).toEqual(["packing", "archive-refused"]);

    expect(snapshot(outside)).toEqual(before.outside);
    expect(snapshot(path.join(folder, "panel"))).toEqual(before.panel);
    expect(await site.visit("/")).toBe("200 lama");
    expect(existsSync(path.join(folder, "rahasia.txt"))).toBe(false);
  });
}
