import { mkdir, readFile, stat, symlink } from "node:fs/promises";
import { Readable, Writable } from "node:stream";
import { Client } from "basic-ftp";
import { afterEach, expect, test } from "vitest";
import type { AapanelSandbox } from "./server.ts";
import { addSite, call, openPanel, put, zipOf } from "./test-panel.ts";

const home = "/www/wwwroot/site.test";
const account = { user: "site_user", password: "secret99" };
const clients: Client[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

async function openSite(): Promise<AapanelSandbox> {
  const panel = await openPanel();
  await addSite(panel, "site.test", {
    ftp: "true",
    ftp_username: account.user,
    ftp_password: account.password,
  });
  return panel;
}

async function login(panel: AapanelSandbox, password = account.password): Promise<Client> {
  const client = new Client(5000);
  clients.push(client);
  await client.access({ host: panel.ftpHost, port: panel.ftpPort, user: account.user, password });
  return client;
}

test("a user of the panel logs in, makes folders, uploads, measures, downloads and deletes", async () => {
  const panel = await openSite();
  const ftp = await login(panel);
  await ftp.ensureDir("/.lumi/dalam");
  await ftp.cd("/");
  await ftp.uploadFrom(Readable.from(["halo ", "dunia"]), "/.lumi/dalam/é satu.txt");
  expect(await ftp.size("/.lumi/dalam/é satu.txt")).toBe(10);
  expect(await readFile(panel.resolve(`${home}/.lumi/dalam/é satu.txt`), "utf8")).toBe("halo dunia");
  expect((await ftp.list("/.lumi/dalam")).map((entry) => entry.name)).toEqual(["é satu.txt"]);
  const pieces: Buffer[] = [];
  const sink = new Writable({ write: (piece, _encoding, next) => next(void pieces.push(piece)) });
  await ftp.downloadTo(sink, "/.lumi/dalam/é satu.txt", 5);
  expect(Buffer.concat(pieces).toString()).toBe("dunia");
  await ftp.rename("/.lumi/dalam/é satu.txt", "/.lumi/dua.txt");
  await ftp.removeDir("/.lumi");
  await expect(stat(panel.resolve(`${home}/.lumi`))).rejects.toThrow();
});

test("a wrong password and a switched-off user get 530, an open session goes on", async () => {
  const panel = await openSite();
  await expect(login(panel, "wrong-one")).rejects.toMatchObject({ code: 530 });
  const open = await login(panel);
  const id = String(panel.ftpUsers()[0]?.id);
  const status = (value: string) =>
    call(panel, "/ftp", "SetStatus", { id, username: account.user, status: value });
  expect((await status("0")).json).toMatchObject({ status: true });
  await expect(login(panel)).rejects.toMatchObject({ code: 530 });
  await open.uploadFrom(Readable.from(["still"]), "open.txt");
  await status("1");
  await login(panel);
});

test("nobody leaves the home, by name or by link", async () => {
  const panel = await openSite();
  await mkdir(panel.resolve("/www/wwwroot/other.test"), { recursive: true });
  await put(panel, "/www/wwwroot/other.test/config.php", "secret");
  await symlink(panel.resolve("/www/wwwroot/other.test"), panel.resolve(`${home}/link`));
  const ftp = await login(panel);
  await ftp.cd("../../..");
  expect(await ftp.pwd()).toBe("/");
  await expect(ftp.size("/link/config.php")).rejects.toMatchObject({ code: 550 });
  await expect(ftp.uploadFrom(Readable.from(["x"]), "/link/new.txt")).rejects.toMatchObject({ code: 550 });
  await expect(ftp.size("../other.test/config.php")).rejects.toMatchObject({ code: 550 });
});

test(".user.ini and what lies in a folder of root's cannot be changed", async () => {
  const panel = await openSite();
  const ftp = await login(panel);
  await expect(ftp.remove("/.user.ini")).rejects.toMatchObject({ code: 550 });
  await expect(ftp.uploadFrom(Readable.from(["x"]), "/.user.ini")).rejects.toMatchObject({ code: 550 });
  await put(panel, `${home}/r.zip`, await zipOf({ "index.html": "one" }));
  const params = {
    sfile: `${home}/r.zip`,
    dfile: `${home}/releases/1`,
    type: "zip",
    coding: "UTF-8",
    password: "",
  };
  await call(panel, "/files", "UnZip", params);
  await expect(ftp.send("MKD /releases/2")).rejects.toMatchObject({ code: 550 });
  await ftp.uploadFrom(Readable.from(["two"]), "/releases/1/index.html");
  expect(await readFile(panel.resolve(`${home}/releases/1/index.html`), "utf8")).toBe("two");
});

test("a cut upload keeps what arrived and is resumed with APPE or with REST and STOR", async () => {
  const panel = await openSite();
  const content = Buffer.alloc(400_000, "0123456789abcdef");
  for (const way of ["APPE", "REST"] as const) {
    panel.faults.set({ kind: "ftp-cut", bytes: 150_000 });
    const first = await login(panel);
    await expect(first.uploadFrom(Readable.from([content]), `${way}.bin`)).rejects.toThrow();
    const second = await login(panel);
    const stored = await second.size(`${way}.bin`);
    expect(stored).toBe(150_000);
    const rest = Readable.from([content.subarray(stored)]);
    if (way === "APPE") await second.appendFrom(rest, "APPE.bin");
    else {
      await second.send(`REST ${stored}`);
      await second.uploadFrom(rest, "REST.bin");
    }
    expect((await readFile(panel.resolve(`${home}/${way}.bin`))).equals(content)).toBe(true);
  }
});

test("a password the shell expands is not the one the FTP server knows", async () => {
  const panel = await openSite();
  const id = String(panel.ftpUsers()[0]?.id);
  const set = { id, ftp_username: account.user, new_password: "New$HOME1x" };
  expect((await call(panel, "/ftp", "SetUserPassword", set)).json).toMatchObject({ status: true });
  expect(panel.ftpUsers()[0]?.password).toBe("New$HOME1x");
  await expect(login(panel, "New$HOME1x")).rejects.toMatchObject({ code: 530 });
});

test("an ordered refusal is spent after one log-in", async () => {
  const panel = await openSite();
  panel.faults.set({ kind: "ftp-login-refused" });
  await expect(login(panel)).rejects.toMatchObject({ code: 530 });
  await login(panel);
});
