import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { addSite, call, openPanel, visit } from "./test-panel.ts";

const FILE = "/www/server/panel/vhost/rewrite/toko.test.conf";
const home = "/www/wwwroot/toko.test";
const rules = `# written by somebody
location ^~ /uploads/ {
  root ${home}/data;
  disable_symlinks on from=${home}/data;
  location ~ /\\. { return 404; }
  location ~* \\.(php[0-9]*|phtml)(/|$) { return 404; }
}
location ^~ /simpanan/ { return 404; }
`;

test("a site's rewrite file is tried, kept and served by; what nginx refuses leaves the old one", async () => {
  const panel = await openPanel();
  await addSite(panel, "toko.test");
  const save = (data: string) =>
    call(panel, "/files", "SaveFileBody", { path: FILE, data, encoding: "utf-8" });
  const read = async () =>
    ((await call(panel, "/files", "GetFileBody", { path: FILE })).json as { data: string }).data;
  expect(await read()).toBe("");
  mkdirSync(panel.resolve(`${home}/data/uploads/.rahasia`), { recursive: true });
  for (const name of ["a.txt", "x.php", "X.PHP", "y.phtml", ".rahasia/z.txt"]) {
    writeFileSync(panel.resolve(`${home}/data/uploads/${name}`), name);
  }
  writeFileSync(panel.resolve("/www/wwwroot/lain.txt"), "milik orang lain");
  symlinkSync(panel.resolve("/www/wwwroot/lain.txt"), panel.resolve(`${home}/data/uploads/link.txt`));
  mkdirSync(panel.resolve(`${home}/uploads`));
  writeFileSync(panel.resolve(`${home}/uploads/release.txt`), "dari rilis");
  expect((await visit(panel, "toko.test", "/uploads/release.txt")).status).toBe(200);

  expect((await save(rules)).json).toMatchObject({ status: true });
  expect(await read()).toBe(rules);
  const status = async (path: string) => (await visit(panel, "toko.test", path)).status;
  expect(await visit(panel, "toko.test", "/uploads/a.txt")).toMatchObject({ status: 200, body: "a.txt" });
  for (const path of ["x.php", "X.PHP", "y.phtml", "x.php/a", ".rahasia/z.txt", "release.txt"]) {
    expect(await status(`/uploads/${path}`), path).toBe(404);
  }
  expect(await status("/uploads/link.txt")).toBe(403);
  expect(await status("/simpanan/a")).toBe(404);

  for (const broken of ["location ^~ /a/ {", "lokasi x;", "location ! /x/ { }", "return 404", "}"]) {
    expect((await save(broken)).json, broken).toMatchObject({ status: false });
    expect(await read()).toBe(rules);
  }
  expect(await status("/uploads/a.txt")).toBe(200);
  panel.faults.set({ kind: "nginx-config-broken", times: 0 });
  expect((await save("")).json).toMatchObject({ status: false });
  panel.faults.clear();
  expect((await save("")).json).toMatchObject({ status: true });
  expect(await status("/uploads/release.txt")).toBe(200);
});
