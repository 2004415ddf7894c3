import { mkdir, readFile, readlink, stat } from "node:fs/promises";
import { createGzip } from "node:zlib";
import tar from "tar-stream";
import { expect, test } from "vitest";
import { addSite, call, openPanel, put, until, zipOf } from "./test-panel.ts";

const home = "/www/wwwroot/site.test";
const unzip = (sfile: string, dfile: string) => ({
  sfile,
  dfile,
  type: "zip",
  coding: "UTF-8",
  password: "",
});
const success = { status: true, msg: "Uncompression succeeded!" };

test("a ZIP is extracted with plain modes, and the folder above it belongs to root", async () => {
  const panel = await openPanel();
  await addSite(panel, "site.test");
  await put(
    panel,
    `${home}/r1.zip`,
    await zipOf({ "index.html": "one", "gambar/ayam geprek é.txt": "lezat" }),
  );
  const reply = await call(panel, "/files", "UnZip", unzip(`${home}/r1.zip`, `${home}/releases/1`));
  expect(reply.json).toEqual(success);
  const path = panel.resolve(`${home}/releases/1/gambar/ayam geprek é.txt`);
  expect(await readFile(path, "utf8")).toBe("lezat");
  expect((await stat(path)).mode & 0o777).toBe(0o644);
  const size = await call(panel, "/files", "get_path_size", { path: `${home}/releases/1` });
  expect(size.json).toEqual({ path: `${home}/releases/1`, size: 8 });
  expect(panel.state().rootOwned).toEqual([`${home}/releases`]);
});

test("noise, a truncated ZIP and a damaged entry all say success", async () => {
  const panel = await openPanel();
  await addSite(panel, "site.test");
  const good = await zipOf({ "a.txt": "a".repeat(5000), "b.txt": "whole" });
  const damaged = Buffer.from(good);
  damaged[40] = (damaged[40] ?? 0) ^ 0xff;
  const archives = { noise: Buffer.alloc(3000, 7), truncated: good.subarray(0, good.length - 60), damaged };
  for (const [name, content] of Object.entries(archives)) {
    await put(panel, `${home}/${name}.zip`, content);
    const reply = await call(panel, "/files", "UnZip", unzip(`${home}/${name}.zip`, `${home}/${name}`));
    expect(reply.json, name).toEqual(success);
  }
  expect(await readFile(panel.resolve(`${home}/damaged/b.txt`), "utf8")).toBe("whole");
  const sizes = ["noise", "truncated"].map(async (name) => {
    const reply = await call(panel, "/files", "get_path_size", { path: `${home}/${name}` });
    return (reply.json as { size: number }).size;
  });
  expect(await Promise.all(sizes)).toEqual([0, 0]);
  const gone = await call(panel, "/files", "UnZip", unzip(`${home}/none.zip`, `${home}/x`));
  expect(gone.json).toMatchObject({ status: false });
});

test("a link in an archive stays on the panel's disk and is written down as an escape", async () => {
  const panel = await openPanel();
  await addSite(panel, "site.test");
  const archive = await zipOf({
    "evil/passwd": { content: "/etc/passwd", mode: 0o120777 },
    "../../out.txt": "neutralised",
    ".user.ini": "open_basedir=/",
  }).catch(() => null);
  // yazl itself refuses names that climb, so that one is made with a name of equal length and renamed.
  const bytes =
    archive ??
    renameInZip(
      await zipOf({
        "evil/passwd": { content: "/etc/passwd", mode: 0o120777 },
        "aa/bb/out.txt": "neutralised",
        ".user.ini": "open_basedir=/",
      }),
      "aa/bb/out.txt",
      "../../out.txt",
    );
  await put(panel, `${home}/evil.zip`, bytes);
  expect((await call(panel, "/files", "UnZip", unzip(`${home}/evil.zip`, home))).json).toEqual(success);
  expect(panel.state().escapes).toEqual(["/etc/passwd"]);
  expect(await readlink(panel.resolve(`${home}/evil/passwd`))).toBe(panel.resolve("/etc/passwd"));
  expect(await readFile(panel.resolve(`${home}/out.txt`), "utf8")).toBe("neutralised");
  expect(await readFile(panel.resolve(`${home}/.user.ini`), "utf8")).toContain(`open_basedir=${home}/`);
});

test("a TAR.GZ is extracted as far as it goes", async () => {
  const panel = await openPanel();
  await addSite(panel, "site.test");
  const whole = await tarGz({ "index.html": "satu", "besar.bin": "x".repeat(300_000) });
  await put(panel, `${home}/a.tar.gz`, whole);
  expect((await call(panel, "/files", "UnZip", unzip(`${home}/a.tar.gz`, `${home}/a`))).json).toEqual(
    success,
  );
  expect((await stat(panel.resolve(`${home}/a/besar.bin`))).size).toBe(300_000);
  await put(panel, `${home}/b.tgz`, whole.subarray(0, whole.length - 40));
  expect((await call(panel, "/files", "UnZip", unzip(`${home}/b.tgz`, `${home}/b`))).json).toEqual(success);
  expect(await readFile(panel.resolve(`${home}/b/index.html`), "utf8")).toBe("satu");
});

test("above the limit the same success means queued, and the list shows ten rows, oldest first", async () => {
  const panel = await openPanel({ queueAboveBytes: 100 });
  await addSite(panel, "site.test");
  await put(panel, `${home}/big.zip`, await zipOf({ "index.html": "antre ".repeat(100) }));
  panel.faults.set({ kind: "queue-stuck", times: 0 });
  const targets = Array.from({ length: 12 }, (_, index) => `${home}/q${index}`);
  for (const target of targets) {
    const reply = await call(panel, "/files", "UnZip", unzip(`${home}/big.zip`, target));
    expect(reply.json).toEqual({ status: true, msg: "Decompression task added to the message queue!" });
  }
  const waiting = () => call(panel, "/task", "get_task_lists", { status: "-3" });
  const rows = (await waiting()).json as { shell: string; other: string; type: string }[];
  expect(rows).toHaveLength(10);
  expect(rows[0]).toMatchObject({ type: "2", shell: `${home}/big.zip`, status: 0 });
  expect(JSON.parse(rows[0]?.other ?? "{}")).toMatchObject({ dfile: `${home}/q0` });
  panel.faults.clear();
  await until(waiting, (reply) => (reply.json as unknown[]).length === 0);
  expect(await readFile(panel.resolve(`${home}/q11/index.html`), "utf8")).toContain("antre");
});

test("ordered faults leave a file out, damage one, or extract nothing, and still say success", async () => {
  const panel = await openPanel();
  await addSite(panel, "site.test");
  await put(panel, `${home}/r.zip`, await zipOf({ "a.txt": "aaaa", "b.txt": "bbbb" }));
  const run = async (kind: "unzip-does-nothing" | "unzip-drops-last-file" | "unzip-corrupts-a-file") => {
    panel.faults.set({ kind });
    const reply = await call(panel, "/files", "UnZip", unzip(`${home}/r.zip`, `${home}/${kind}`));
    expect(reply.json).toEqual(success);
    const read = (name: string) =>
      readFile(panel.resolve(`${home}/${kind}/${name}`), "utf8").catch(() => null);
    return [await read("a.txt"), await read("b.txt")];
  };
  expect(await run("unzip-does-nothing")).toEqual([null, null]);
  expect(await run("unzip-drops-last-file")).toEqual(["aaaa", null]);
  expect(await run("unzip-corrupts-a-file")).toEqual(["aaa`", "bbbb"]);
});

test("deleting a folder moves it to the recycle bin until it is erased there", async () => {
  const panel = await openPanel();
  await addSite(panel, "site.test");
  await mkdir(panel.resolve(`${home}/old`));
  await put(panel, `${home}/old/a.txt`, "12345");
  const deleted = await call(panel, "/files", "DeleteDir", { path: `${home}/old` });
  expect(deleted.json).toMatchObject({ status: true });
  const bin = (await call(panel, "/files", "Get_Recycle_bin")).json as { dirs: { rname: string }[] };
  expect(bin.dirs).toMatchObject([{ dname: `${home}/old`, name: "old", size: 5 }]);
  const rname = bin.dirs[0]?.rname ?? "";
  expect((await stat(panel.resolve(`/.Recycle_bin/${rname}/a.txt`))).size).toBe(5);
  await call(panel, "/files", "Del_Recycle_bin", { path: rname });
  expect((await call(panel, "/files", "Get_Recycle_bin")).json).toMatchObject({ dirs: [] });
  await expect(stat(panel.resolve(`/.Recycle_bin/${rname}`))).rejects.toThrow();
});

test("a missing folder lists another one, and nonsense permissions succeed", async () => {
  const panel = await openPanel();
  await addSite(panel, "site.test");
  const listed = await call(panel, "/files", "GetDirNew", { path: `${home}/none` });
  expect(listed.json).toMatchObject({ path: "/www/wwwroot", dir: [{ nm: "site.test" }] });
  const access = { filename: home, user: "nobody-at-all", access: "zzz" };
  expect((await call(panel, "/files", "SetFileAccess", access)).json).toMatchObject({ status: true });
  const exists = await call(panel, "/files", "upload_file_exists", { filename: `${home}/index.html` });
  expect(exists.json).toMatchObject({ status: true, msg: { isfile: true } });
  const unsafe = await call(panel, "/files", "DeleteFile", { path: `${home}/../x` });
  expect(unsafe.json).toEqual({ status: false, msg: "Unsafe path" });
});

test("an upload in pieces answers how far it is and resumes from there", async () => {
  const panel = await openPanel();
  await addSite(panel, "site.test");
  const { signature } = await import("./auth.ts");
  const send = async (start: number, piece: string) => {
    const form = new FormData();
    const fields = { f_path: home, f_name: "a.bin", f_size: "6", f_start: String(start), request_time: "1" };
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set("request_token", signature(panel.apiKey, "1"));
    form.set("blob", new Blob([piece]), "blob");
    const response = await fetch(`${panel.panelUrl}/files?action=upload`, { method: "POST", body: form });
    return response.json();
  };
  expect(await send(0, "abc")).toBe(3);
  expect(await send(0, "abc")).toBe(3);
  expect(await send(3, "def")).toEqual({ status: true, msg: "Successfully uploaded!" });
  expect(await readFile(panel.resolve(`${home}/a.bin`), "utf8")).toBe("abcdef");
});

function renameInZip(zip: Buffer, from: string, to: string): Buffer {
  return Buffer.from(zip.toString("latin1").replaceAll(from, to), "latin1");
}

async function tarGz(files: Record<string, string>): Promise<Buffer> {
  const pack = tar.pack();
  for (const [name, content] of Object.entries(files)) pack.entry({ name }, content);
  pack.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of pack.pipe(createGzip({ level: 1 }))) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
