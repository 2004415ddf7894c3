import { expect, test } from "vitest";
import { signature } from "./auth.ts";
import { addSite, call, newFolder, openPanel, siteParams } from "./test-panel.ts";

test("a signed call is answered, an unsigned one gets the HTML 404 page", async () => {
  const panel = await openPanel();
  const reply = await call(panel, "/system", "GetSystemTotal");
  expect(reply.json).toMatchObject({ version: "8.10.0", cpuNum: expect.any(Number) });
  const bare = await fetch(`${panel.panelUrl}/system?action=GetSystemTotal`, { method: "POST" });
  expect(bare.status).toBe(404);
  expect(await bare.text()).toContain("<center>nginx</center>");
});

test("a wrong key is JSON called HTML, and twenty of them lock the address out with a right key too", async () => {
  const panel = await openPanel();
  const wrong = { ...panel, apiKey: "x".repeat(32) };
  const first = await call(wrong, "/system", "GetSystemTotal");
  expect(first).toMatchObject({
    status: 200,
    json: { status: false, msg: "Secret key verification failed" },
  });
  expect(first.type).toContain("text/html");
  for (let tries = 1; tries < 20; tries++) await call(wrong, "/system", "GetSystemTotal");
  const right = await call(panel, "/system", "GetSystemTotal");
  expect(right.json).toEqual({
    status: false,
    msg: "20 consecutive verification failures, prohibited for 1 hour",
  });
  await fetch(`${panel.panelUrl}/_control/unlock`, { method: "POST" });
  expect((await call(panel, "/system", "GetSystemTotal")).json).toHaveProperty("memTotal");
});

test("crawler names, long addresses and trailing slashes are refused before the key is looked at", async () => {
  const panel = await openPanel();
  const body = new URLSearchParams({ request_time: "1", request_token: signature(panel.apiKey, "1") });
  const url = `${panel.panelUrl}/system?action=GetSystemTotal`;
  const as = (agent: string) => fetch(url, { method: "POST", body, headers: { "user-agent": agent } });
  expect((await as("LumiCloud")).status).toBe(200);
  expect((await as("lumibot/1")).status).toBe(404);
  expect((await as("SPIDER")).status).toBe(404);
  expect((await fetch(`${url}&x=${"a".repeat(1100)}`, { method: "POST", body })).status).toBe(404);
  expect((await fetch(url.replace("?", "/?"), { method: "POST", body })).status).toBe(404);
});

test("the two panels are told apart by /v2/system, their language and JSON bodies", async () => {
  const [aapanel, baota] = [await openPanel(), await openPanel({ flavour: "baota" })];
  expect((await call(aapanel, "/v2/system", "GetSystemTotal")).json).toMatchObject({ status: 0 });
  expect((await call(baota, "/v2/system", "GetSystemTotal")).status).toBe(404);
  expect((await call(aapanel, "/site", "Nonsense")).json).toEqual({
    status: false,
    msg: "Specific parameters are invalid!",
  });
  expect((await call(baota, "/site", "Nonsense")).json).toEqual({ status: false, msg: "指定参数无效!" });
  const asJson = async (panel: typeof aapanel) => {
    const signed = { request_time: "7", request_token: signature(panel.apiKey, "7") };
    const headers = { "content-type": "application/json" };
    const url = `${panel.panelUrl}/system?action=GetSystemTotal`;
    return (await fetch(url, { method: "POST", body: JSON.stringify(signed), headers })).status;
  };
  expect(await asJson(aapanel)).toBe(200);
  expect(await asJson(baota)).toBe(404);
});

test("AddSite answers without status, drops bad names silently and does not say why FTP failed", async () => {
  const panel = await openPanel();
  await addSite(panel, "taken.test", { ftp: "true", ftp_username: "one_user", ftp_password: "secret99" });
  const webname = JSON.stringify({ domain: "shop.test", domainlist: ["www.shop.test", "taken.test", "!!"] });
  const reply = await call(panel, "/site", "AddSite", {
    ...siteParams("shop.test", { webname }),
    ftp: "true",
    ftp_username: "one_user",
    ftp_password: "secret99",
  });
  expect(reply.json).toMatchObject({ siteStatus: true, ftpStatus: false, redirect: true });
  expect(reply.json).not.toHaveProperty("status");
  expect(reply.json).not.toHaveProperty("ftpUser");
  const { siteId } = reply.json as { siteId: number };
  const domains = await call(panel, "/data", "getData", {
    table: "domain",
    list: "true",
    search: String(siteId),
  });
  const names = (domains.json as { name: string }[]).map((row) => row.name);
  expect(names.sort()).toEqual(["shop.test", "www.shop.test"]);
  const again = await call(panel, "/site", "AddSite", siteParams("shop.test"));
  expect(again.json).toEqual({ status: false, msg: "The site you tried to add already exists!" });
});

test("four equal AddSite at once make four rows and one configuration", async () => {
  const panel = await openPanel();
  const replies = await Promise.all(
    [1, 2, 3, 4].map(() => call(panel, "/site", "AddSite", siteParams("same.test"))),
  );
  expect(replies.filter((reply) => (reply.json as { siteId?: number }).siteId)).toHaveLength(4);
  expect(panel.sites().map((site) => site.name)).toEqual(Array(4).fill("same.test"));
  expect(Object.keys(panel.state().vhosts)).toEqual(["same.test"]);
});

test("BaoTa's AddSite without ftp or sql makes the site and answers the HTML 404 page", async () => {
  const panel = await openPanel({ flavour: "baota" });
  const { ftp: _, ...params } = siteParams("half.test");
  expect(await call(panel, "/site", "AddSite", params)).toMatchObject({ status: 404, json: null });
  expect(panel.sites()).toMatchObject([{ name: "half.test" }]);
});

test("search finds parts of names, pages are counted and a list is a bare array", async () => {
  const panel = await openPanel();
  for (const name of ["pre.co", "pre.com", "other.test"]) await addSite(panel, name);
  const found = await call(panel, "/data", "getData", {
    table: "sites",
    search: "pre.co",
    limit: "1",
    p: "2",
  });
  expect(found.json).toMatchObject({ data: [{ name: "pre.co", status: "1", edate: "0000-00-00" }] });
  expect((found.json as { page: string }).page).toContain("Total 2");
  const all = await call(panel, "/data", "getData", { table: "sites", list: "true" });
  expect(all.json).toHaveLength(3);
});

test("AddUser without notes leaves a log-in that the panel does not list", async () => {
  const panel = await openPanel();
  const params = { ftp_username: "orphan", ftp_password: "secret99", path: "/www/wwwroot/orphan" };
  expect((await call(panel, "/ftp", "AddUser", params)).json).toEqual({
    status: false,
    msg: "Failed to add",
  });
  expect(panel.ftpUsers()).toEqual([]);
  expect(panel.state().logins).toMatchObject([{ name: "orphan" }]);
  const short = await call(panel, "/ftp", "AddUser", { ...params, ftp_username: "ab", ps: "" });
  expect(short.json).toMatchObject({ status: false, code: 501 });
});

test("a missing PHP version is accepted and then blocks every AddSite on the server", async () => {
  const panel = await openPanel();
  await addSite(panel, "one.test");
  const set = await call(panel, "/site", "SetPHPVersion", { siteName: "one.test", version: "55" });
  expect(set.json).toMatchObject({ status: true });
  const next = await call(panel, "/site", "AddSite", siteParams("two.test"));
  expect(next.json).toMatchObject({ status: false, msg: expect.stringContaining("configuration file") });
});

test("an ordered fault does the work and loses the answer, as often as ordered", async () => {
  const panel = await openPanel();
  panel.faults.set([
    { kind: "html404-after-work", action: "AddSite" },
    { kind: "html404-before-work", action: "AddSite" },
  ]);
  expect((await call(panel, "/site", "AddSite", siteParams("lost.test"))).status).toBe(404);
  expect(panel.sites()).toEqual([]);
  expect((await call(panel, "/site", "AddSite", siteParams("lost.test"))).status).toBe(404);
  expect(panel.sites()).toHaveLength(1);
  panel.faults.set({ kind: "reset-after-work", action: "SiteStop" });
  const id = String(panel.sites()[0]?.id);
  await expect(call(panel, "/site", "SiteStop", { id, name: "lost.test" })).rejects.toThrow();
  expect(panel.sites()).toMatchObject([{ status: "0" }]);
  expect((await call(panel, "/site", "SiteStart", { id, name: "lost.test" })).json).toMatchObject({
    status: true,
  });
});

test("a restart keeps sites, users, key and files", async () => {
  const root = await newFolder();
  const first = await openPanel({ root });
  await addSite(first, "kept.test", { ftp: "true", ftp_username: "kept_user", ftp_password: "secret99" });
  await first.stop();
  const second = await openPanel({ root });
  expect(second.apiKey).toBe(first.apiKey);
  expect(second.sites()).toEqual(first.sites());
  expect(second.ftpUsers()).toMatchObject([{ name: "kept_user" }]);
});

test("the page for people lists sites and hides passwords, and its form orders a fault", async () => {
  const panel = await openPanel();
  await addSite(panel, "toko.test", {
    ps: "<b>note</b>",
    ftp: "true",
    ftp_username: "toko_user",
    ftp_password: "verysecret1",
  });
  const form = { kind: "delay", action: "AddSite", times: "2", ms: "5", bytes: "" };
  const ordered = await fetch(`${panel.panelUrl}/_control/faults`, {
    method: "POST",
    body: new URLSearchParams(form),
    redirect: "manual",
  });
  expect(ordered.status).toBe(303);
  const html = await (await fetch(panel.panelUrl)).text();
  for (const part of ["Sandbox", "toko.test", "toko_user", "2 left", "AddSite"]) expect(html).toContain(part);
  for (const part of ["verysecret1", "<b>note</b>", panel.apiKey]) expect(html).not.toContain(part);
  const state = await (await fetch(`${panel.panelUrl}/_control/state`)).text();
  expect(state).not.toContain("verysecret1");
  expect(state).not.toContain(panel.apiKey);
  const bad = await fetch(`${panel.panelUrl}/_control/faults`, { method: "POST", body: "kind=nothing" });
  expect(bad.status).toBe(400);
});
