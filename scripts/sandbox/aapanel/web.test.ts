import { mkdir, stat, symlink } from "node:fs/promises";
import http from "node:http";
import { expect, test } from "vitest";
import type { AapanelSandbox } from "./server.ts";
import { addSite, call, newFolder, openPanel, put, visit } from "./test-panel.ts";

const home = "/www/wwwroot/toko.test";

async function release(panel: AapanelSandbox, name: string, files: Record<string, string>): Promise<void> {
  await mkdir(panel.resolve(`${home}/releases/${name}/gambar`), { recursive: true });
  for (const [file, content] of Object.entries(files))
    await put(panel, `${home}/releases/${name}/${file}`, content);
}
const switchTo = (panel: AapanelSandbox, id: string, runPath: string) =>
  call(panel, "/site", "SetSiteRunPath", { id, runPath });

test("a new site shows the panel's page by its name, and an unknown name shows none", async () => {
  const panel = await openPanel();
  await addSite(panel, "toko.test");
  expect((await visit(panel, "toko.test")).body).toContain("the site is created successfully");
  expect((await visit(panel, "TOKO.test")).status).toBe(200);
  expect((await visit(panel, "other.test")).status).toBe(404);
});

test("names, types, folders, hidden files, PHP and conditional requests are answered as nginx does", async () => {
  const panel = await openPanel();
  const id = await addSite(panel, "toko.test");
  await release(panel, "1", {
    "index.html": "beranda",
    "404.html": "tidak ada",
    "gambar/ayam é 100%.txt": "lezat",
    "main.css": "a{}",
    "index.php.txt": "x",
    "form.php": "<?php secret",
    "README.md": "readme",
    ".env": "KEY=1",
  });
  await switchTo(panel, id, "/releases/1");
  const look = (path: string, headers?: Record<string, string>) =>
    visit(panel, "toko.test", path, { headers });
  const named = await look(`/gambar/${encodeURIComponent("ayam é 100%.txt")}`);
  expect(named).toMatchObject({ status: 200, body: "lezat" });
  expect(named.headers["content-type"]).toContain("text/plain");
  const css = await look("/main.css?v=2");
  expect(css.headers).toMatchObject({ "cache-control": "max-age=43200", etag: expect.any(String) });
  expect((await look("/main.css", { "if-none-match": css.headers.etag ?? "" })).status).toBe(304);
  expect((await look("/main.css", { range: "bytes=0-1" })).status).toBe(206);
  expect(await look("/nothing")).toMatchObject({ status: 404, body: "tidak ada" });
  expect((await look("/gambar")).headers.location).toBe("/gambar/");
  expect((await look("/gambar/")).status).toBe(403);
  for (const path of [
    "/.env",
    "/.user.ini",
    "/README.md",
    "/..%2f..%2f.user.ini",
    "/%2e%2e/1/index.html%00",
  ]) {
    expect((await look(path)).status, path).toBeGreaterThanOrEqual(400);
  }
  expect(await look("/form.php")).toMatchObject({ status: 200, body: "<?php secret" });
  await call(panel, "/site", "SetPHPVersion", { siteName: "toko.test", version: "82" });
  expect((await look("/form.php")).body).toMatch(/^PHP 82 would run/);
});

test("a link to another site is served, as root's nginx does, but never one out of the panel's disk", async () => {
  const panel = await openPanel();
  await addSite(panel, "toko.test");
  await addSite(panel, "other.test");
  await symlink(panel.resolve("/www/wwwroot/other.test/index.html"), panel.resolve(`${home}/in.html`));
  await symlink("/etc/hostname", panel.resolve(`${home}/out.txt`));
  expect((await visit(panel, "toko.test", "/in.html")).status).toBe(200);
  expect((await visit(panel, "toko.test", "/out.txt")).status).toBe(404);
});

test("switching the run path under load never fails a request nor mixes two releases", async () => {
  const panel = await openPanel();
  const id = await addSite(panel, "toko.test");
  for (const name of ["1", "2"]) await release(panel, name, { "index.html": `rilis ${name}` });
  await switchTo(panel, id, "/releases/1");
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
  const seen = new Map<string, number>();
  let running = true;
  const visitors = Array.from({ length: 8 }, async () => {
    while (running) {
      const { status, body } = await visit(panel, "toko.test", "/", { agent });
      seen.set(`${status} ${body}`, (seen.get(`${status} ${body}`) ?? 0) + 1);
    }
  });
  for (let turn = 0; turn < 40; turn++) await switchTo(panel, id, `/releases/${1 + (turn % 2)}`);
  running = false;
  await Promise.all(visitors);
  agent.destroy();
  expect([...seen.keys()].sort()).toEqual(["200 rilis 1", "200 rilis 2"]);
});

test("a switch takes .user.ini along, and loses it when the folder is missing", async () => {
  const panel = await openPanel();
  const id = await addSite(panel, "toko.test");
  await release(panel, "1", { "index.html": "satu" });
  await switchTo(panel, id, "/releases/1");
  expect((await stat(panel.resolve(`${home}/releases/1/.user.ini`))).isFile()).toBe(true);
  await expect(stat(panel.resolve(`${home}/.user.ini`))).rejects.toThrow();
  expect((await switchTo(panel, id, "/nowhere")).json).toMatchObject({ status: true });
  expect((await visit(panel, "toko.test")).status).toBe(404);
  expect(panel.state().immutable).toEqual([]);
  const run = await call(panel, "/site", "GetSiteRunPath", { id });
  expect(run.json).toMatchObject({ runPath: "/nowhere", dirs: expect.arrayContaining(["/", "/releases"]) });
});

test("an ignored switch and a broken configuration both say success and change nothing", async () => {
  const panel = await openPanel();
  const id = await addSite(panel, "toko.test");
  await release(panel, "1", { "index.html": "satu" });
  panel.faults.set({ kind: "switch-ignored" });
  expect((await switchTo(panel, id, "/releases/1")).json).toMatchObject({ status: true });
  expect((await visit(panel, "toko.test")).body).toContain("created successfully");
  panel.faults.set({ kind: "nginx-config-broken", times: 0 });
  expect((await switchTo(panel, id, "/releases/1")).json).toMatchObject({ status: true });
  expect((await visit(panel, "toko.test")).body).toContain("created successfully");
  const domain = { id, webname: "toko.test", domain: "www.toko.test" };
  expect((await call(panel, "/site", "AddDomain", domain)).json).toMatchObject({ status: false });
  panel.faults.clear();
  await switchTo(panel, id, "/releases/1");
  expect((await visit(panel, "toko.test")).body).toBe("satu");
});

test("a stopped site shows the stop page with HTTP 200", async () => {
  const panel = await openPanel();
  const id = await addSite(panel, "toko.test");
  await call(panel, "/site", "SiteStop", { id, name: "toko.test" });
  expect(await visit(panel, "toko.test")).toMatchObject({
    status: 200,
    body: expect.stringContaining("stopped"),
  });
  await call(panel, "/site", "SiteStart", { id, name: "toko.test" });
  expect((await visit(panel, "toko.test")).body).toContain("created successfully");
});

test("a further domain and a folder binding are served, and a taken name is refused", async () => {
  const panel = await openPanel();
  const id = await addSite(panel, "toko.test");
  await addSite(panel, "other.test");
  for (const name of ["1", "2"]) await release(panel, name, { "index.html": `rilis ${name}` });
  await switchTo(panel, id, "/releases/1");
  const add = (domain: string) => call(panel, "/site", "AddDomain", { id, webname: "toko.test", domain });
  expect((await add("www.toko.test")).json).toEqual({ status: true, msg: "Successfully added site!" });
  expect((await add("other.test")).json).toMatchObject({ msg: expect.stringContaining("[other.test]") });
  expect((await visit(panel, "www.toko.test")).body).toBe("rilis 1");
  const binding = { id, domain: "lihat.toko.test", dirName: "releases/2" };
  expect((await call(panel, "/site", "AddDirBinding", binding)).json).toMatchObject({ status: true });
  expect((await visit(panel, "lihat.toko.test")).body).toBe("rilis 2");
  const bound = (await call(panel, "/site", "GetDirBinding", { id })).json as { binding: { id: number }[] };
  expect(bound).toMatchObject({ run_path: "/releases/1", binding: [{ path: "../releases/2" }] });
  await call(panel, "/site", "DelDirBinding", { id: String(bound.binding[0]?.id) });
  expect((await visit(panel, "lihat.toko.test")).status).toBe(404);
  const remove = (domain: string) =>
    call(panel, "/site", "DelDomain", { id, webname: "toko.test", domain, port: "80" });
  expect((await remove("www.toko.test")).json).toMatchObject({ status: true });
  expect((await remove("www.toko.test")).json).toMatchObject({ status: -1 });
  expect((await remove("toko.test")).json).toMatchObject({ status: false });
});

test("deleting one site cuts the log of another whose name begins alike", async () => {
  const panel = await openPanel();
  const id = await addSite(panel, "pre.co");
  await addSite(panel, "pre.com");
  await visit(panel, "pre.com", "/seen");
  const logs = async () => (await call(panel, "/site", "GetSiteLogs", { siteName: "pre.com" })).body;
  expect(await logs()).toContain("/seen");
  await call(panel, "/site", "DeleteSite", { id, webname: "pre.co", path: "1" });
  expect(await logs()).toContain("Project-Id-Version");
});

test("a restart serves the sites as before", async () => {
  const root = await newFolder();
  const panel = await openPanel({ root });
  const id = await addSite(panel, "toko.test");
  await release(panel, "1", { "index.html": "tetap" });
  await switchTo(panel, id, "/releases/1");
  await panel.stop();
  const again = await openPanel({ root });
  expect((await visit(again, "toko.test")).body).toBe("tetap");
});
