import { execFile } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import pino from "pino";
import { expect } from "vitest";
import { runDeployment } from "#app/domain/hosting/deployments/deploy.server.ts";
import { createDeployToken } from "#app/domain/hosting/deployments/deploy-tokens.server.ts";
import { type App, test } from "#app/test/app.ts";
import { tarGzOf, zipOf } from "#app/test/archives.ts";
import { aCustomerSite, type CustomerSite } from "#app/test/customer-site.ts";
import { createWeb } from "#scripts/web/web.ts";

const ROOT = path.join(import.meta.dirname, "../../../..");

async function aToken(app: App, site: CustomerSite, websiteId: string | null = null): Promise<string> {
  const made = await createDeployToken(app.db, {
    userId: site.account.id,
    name: "uji",
    websiteId,
    days: 30,
    now: new Date(),
  });
  if (made.outcome !== "created") throw new Error(made.outcome);
  return made.token;
}

async function aSite(app: App, name: string) {
  const site = await aCustomerSite(app, name);
  await site.provision();
  return { ...site, host: `${name}.situs.test`, token: await aToken(app, site) };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}`, "accept-language": "en" });

function send(app: App, host: string, token: string, init: RequestInit & { type?: string; query?: string }) {
  const headers = { ...bearer(token), ...(init.type && { "content-type": init.type }) };
  return app.visit(`/api/deploy/${host}${init.query ?? ""}`, { method: "POST", headers, ...init });
}

const run = (site: CustomerSite, deploymentId: string) =>
  runDeployment(
    { ...site.worker, patience: { probeMs: 5_000, extractionMs: 5_000 } },
    { deploymentId },
    () => new Date(),
  );

test("an archive sent raw or as a form goes live through the same steps, inspected on the way", async ({
  app,
}) => {
  const site = await aSite(app, "mentah");
  const raw = await send(app, site.host, site.token, {
    body: new Uint8Array(zipOf({ "index.html": "satu" })),
    type: "application/zip",
  });
  const queued = (await raw.json()) as { deployment: string; url: string; number: number };
  expect([raw.status, queued.number]).toEqual([202, 1]);
  expect(queued.url).toBe(`http://lumi.test/api/deployments/${queued.deployment}`);
  expect(await run(site, queued.deployment)).toEqual({ outcome: "live" });
  const state = await app.visit(new URL(queued.url).pathname, { headers: bearer(site.token) });
  expect(await state.json()).toMatchObject({ status: "live", isLive: true, isOver: true, failure: null });

  const form = new FormData();
  form.set("archive", new File([new Uint8Array(tarGzOf({ "index.html": "dua" }))], "situs.tar.gz"));
  const posted = await send(app, site.host, site.token, { body: form });
  const second = (await posted.json()) as { deployment: string };
  expect(posted.status).toBe(202);
  expect(await run(site, second.deployment)).toEqual({ outcome: "live" });
});

test("a refused archive and an unclear folder end with a sentence that names them", async ({ app }) => {
  const site = await aSite(app, "kabur");
  const fail = async (bytes: Buffer, query = "") => {
    const init = { body: new Uint8Array(bytes), type: "application/zip", query };
    const { deployment } = (await (await send(app, site.host, site.token, init)).json()) as {
      deployment: string;
    };
    expect(await run(site, deployment)).toEqual({ outcome: "failed" });
    const answer = await app.visit(`/api/deployments/${deployment}`, { headers: bearer(site.token) });
    return ((await answer.json()) as { failure: { message: string } }).failure.message;
  };
  expect(await fail(zipOf({ "../luar.html": "x", "index.html": "x" }))).toContain("“../luar.html”");
  const two = zipOf({ "satu/index.html": "1", "dua/index.html": "22" });
  expect(await fail(two)).toMatch(/which folder is the site.*satu/);
  expect(await fail(two, "?root=tiga")).toMatch(/which folder/);
  const init = { body: new Uint8Array(two), type: "application/zip", query: "?root=dua" };
  const { deployment } = (await (await send(app, site.host, site.token, init)).json()) as {
    deployment: string;
  };
  expect(await run(site, deployment)).toEqual({ outcome: "live" });
});

test("what is wrong with a request is said in JSON with its status, and nothing is kept", async ({ app }) => {
  const site = await aSite(app, "salah");
  const other = await aSite(app, "tetangga");
  const narrow = await aToken(app, site, site.websiteId);
  const zip = { body: new Uint8Array(zipOf({ "index.html": "x" })), type: "application/zip" };
  const cases: [number, string, Promise<Response>][] = [
    [401, "no-token", app.visit(`/api/deploy/${site.host}`, { method: "POST" })],
    [401, "bad-token", send(app, site.host, `lumi_${"A".repeat(43)}`, zip)],
    [401, "bad-token", send(app, site.host, "x", zip)],
    [404, "site-not-found", send(app, other.host, site.token, zip)],
    [404, "site-not-found", send(app, "%00", site.token, zip)],
    [415, "not-an-archive", send(app, site.host, narrow, { body: "halo", type: "application/zip" })],
    [400, "wrong-type", send(app, site.host, narrow, { body: "halo", type: "text/plain" })],
    [400, "no-file", send(app, site.host, narrow, { body: new FormData() })],
    [400, "bad-root", send(app, site.host, narrow, { ...zip, query: `?root=${"x".repeat(2000)}` })],
    [400, "bad-root", send(app, site.host, narrow, { ...zip, query: "?root=%00" })],
    [405, "wrong-method", app.visit(`/api/deploy/${site.host}`, { headers: bearer(narrow) })],
    [404, "deployment-not-found", app.visit("/api/deployments/x", { headers: bearer(narrow) })],
  ];
  for (const [status, error, asked] of cases) {
    const answer = await asked;
    const body = (await answer.json()) as { error: string; message: string };
    expect([answer.status, body.error], body.message).toEqual([status, error]);
    expect(body.message.length).toBeGreaterThan(20);
  }
  expect(await app.db.selectFrom("uploads").select("id").execute()).toHaveLength(
    (await app.db.selectFrom("deployments").select("id").execute()).length,
  );
});

test("a draft is sent, seen at its address while the site stays, and published; with its token alone", async ({
  app,
}) => {
  const site = await aSite(app, "rancangan");
  const other = await aSite(app, "tetangga-rancangan");
  const zip = (text: string) => ({
    body: new Uint8Array(zipOf({ "index.html": text })),
    type: "application/zip",
  });
  const sent = async (text: string, query: string) =>
    (
      (await (await send(app, site.host, site.token, { ...zip(text), query })).json()) as {
        deployment: string;
      }
    ).deployment;
  const state = async (id: string) =>
    (await (await app.visit(`/api/deployments/${id}`, { headers: bearer(site.token) })).json()) as {
      status: string;
      isLive: boolean;
      preview: string | null;
    };
  const publish = (id: string, token = site.token) =>
    app.visit(`/api/deployments/${id}/publish`, { method: "POST", headers: bearer(token) });
  const seen = async (address: string) => {
    const host = new URL(address).hostname;
    return new Promise<string>((resolve, reject) => {
      const target = `http://${app.aapanel.webAddress}/`;
      http
        .get(target, { headers: { host }, agent: false }, (response) => {
          let text = "";
          response.on("data", (piece) => {
            text += String(piece);
          });
          response.on("end", () => resolve(text));
        })
        .on("error", reject);
    });
  };

  const live = await sent("lama", "");
  expect(await run(site, live)).toEqual({ outcome: "live" });
  const draft = await sent("baru", "?draft=1");
  expect(await state(draft)).toMatchObject({ status: "queued", preview: null });
  expect((await publish(draft)).status).toBe(409);
  expect(await run(site, draft)).toEqual({ outcome: "ready" });
  const { preview, ...waiting } = await state(draft);
  expect(waiting).toMatchObject({ status: "ready", isLive: false });
  expect(preview).toMatch(/^http:\/\/pratinjau-[a-z0-9]+\.situs\.test/);
  expect(await seen(preview ?? "")).toBe("baru");
  expect(await seen(`http://${site.host}`)).toBe("lama");

  for (const [status, error, asked] of [
    [404, "deployment-not-found", publish(draft, other.token)],
    [401, "bad-token", publish(draft, `lumi_${"A".repeat(43)}`)],
    [404, "deployment-not-found", publish("x")],
    [409, "draft-not-ready", publish(live)],
    [405, "publish-by-post", app.visit(`/api/deployments/${draft}/publish`, { headers: bearer(site.token) })],
    [400, "bad-draft", send(app, site.host, site.token, { ...zip("x"), query: "?draft=maybe" })],
  ] as const) {
    const answer = await asked;
    expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([status, error]);
  }
  expect(await seen(`http://${site.host}`)).toBe("lama");

  const published = await publish(draft);
  expect([published.status, published.headers.get("location")]).toEqual([
    202,
    `http://lumi.test/api/deployments/${draft}`,
  ]);
  expect(await run(site, draft)).toEqual({ outcome: "live" });
  expect(await state(draft)).toMatchObject({ status: "live", isLive: true, preview: null });
  expect(await seen(`http://${site.host}`)).toBe("baru");
  expect((await publish(draft)).status).toBe(409);
});

test("a token opens nothing but deploying: every other address sees a stranger", async ({ app }) => {
  const site = await aSite(app, "sempit");
  const upload = await site.upload(zipOf({ "index.html": "x" }));
  const pages = ["/dashboard", "/account", "/account/tokens", "/orders", "/staff", site.base, upload];
  for (const page of [...pages, `${site.base}/ftp`, `${site.base}/deployments`]) {
    const looked = await app.visit(page, { headers: bearer(site.token) });
    expect([page, looked.status, looked.headers.get("location")?.split("?")[0]]).toEqual([
      page,
      303,
      "/login",
    ]);
    const body = new URLSearchParams({ intent: "publish" });
    const written = await app.visit(page, { method: "POST", headers: bearer(site.token), body });
    expect(["/login", undefined]).toContain(written.headers.get("location")?.split("?")[0]);
    expect([303, 405]).toContain(written.status);
  }
  // a session is no token either
  const session = await site.ask(`/api/deploy/${site.host}`, { method: "POST", body: "x" });
  expect(session.status).toBe(401);
});

/** The built app on a port, and a worker that takes what is queued. */
async function onAPort(app: App, site: CustomerSite, work: (url: string) => Promise<void>) {
  const build = await import(
    /* @vite-ignore */ new URL("../../../../build/server/index.js", import.meta.url).href
  );
  const log = pino({ level: "silent" });
  const clientFolder = path.join(ROOT, "build/client");
  const server = createWeb({ build, appUrl: "http://lumi.test", log, clientFolder }).listen(0, "127.0.0.1");
  await once(server, "listening");
  let isOpen = true;
  const worker = (async () => {
    while (isOpen) {
      const row = await app.db
        .selectFrom("deployments")
        .select("id")
        .where("website_id", "=", site.websiteId)
        .where("status", "in", ["queued", "switching"])
        .executeTakeFirst();
      if (row) await run(site, row.id);
      else await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    isOpen = false;
    await worker;
    server.closeAllConnections();
    server.close();
  }
}

type Ran = { code: number; out: string; err: string };

function lumi(given: string[], env: Record<string, string>, input = ""): Promise<Ran> {
  return new Promise((resolve) => {
    const around = {
      NODE_ENV: "test" as const,
      PATH: process.env.PATH ?? "",
      HOME: os.tmpdir(),
      LANG: "en_US.UTF-8",
      ...env,
    };
    const entry = path.join(ROOT, "scripts/lumi.mjs");
    const child = execFile(process.execPath, [entry, ...given], { env: around }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, out, err }),
    );
    child.stdin?.end(input);
  });
}

test("`lumi deploy` sends a folder, shows the steps, and its exit code tells the truth", async ({ app }) => {
  const site = await aSite(app, "perintah");
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumi-folder-"));
  fs.mkdirSync(path.join(folder, ".git"));
  fs.writeFileSync(path.join(folder, ".git/config"), "x");
  fs.writeFileSync(path.join(folder, ".env"), "KUNCI=1");
  fs.writeFileSync(path.join(folder, "index.html"), "<h1>dari terminal</h1>");
  fs.writeFileSync(path.join(folder, "kopi susu (1).txt"), "enak");
  await onAPort(app, site, async (url) => {
    const env = { LUMI_TOKEN: site.token, LUMI_URL: url };
    const live = await lumi(["deploy", folder, "--site", site.host], env);
    expect(live.err).toBe("");
    expect(live.code).toBe(0);
    expect(live.out).toMatch(/Left out:\n {2}\.env \(secret\)\n {2}\.git \(not part of a site\)\n2 files/);
    expect(live.out).toMatch(/✓ Opening the site.*\nThe site is on: http/);

    fs.writeFileSync(path.join(folder, "index.html"), "<h1>rancangan</h1>");
    const draft = await lumi(["deploy", folder, "--site", site.host, "--draft"], env);
    expect([draft.code, draft.err]).toEqual([0, ""]);
    const [, id = ""] =
      /The draft waits at http:\/\/pratinjau-\S+\nPut it live: npx lumi publish (\S+)/.exec(draft.out) ?? [];
    const published = await lumi(["publish", id], env);
    expect([published.code, published.err]).toEqual([0, ""]);
    expect(published.out).toContain("The site is on: http");
    const again = await lumi(["publish", `${url}/sites/x/deployments/${id}`], env);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining("no draft that waits")]);

    const home = { LUMI_URL: url, HOME: folder, XDG_CONFIG_HOME: path.join(folder, "atur") };
    expect((await lumi(["login"], home, `lumi_${"B".repeat(43)}\n`)).code).toBe(1);
    expect((await lumi(["login"], home, `${site.token}\n`)).code).toBe(0);
    expect(fs.statSync(path.join(folder, "atur/lumi/tokens.json")).mode & 0o777).toBe(0o600);

    const broken = path.join(folder, "rusak.zip");
    fs.writeFileSync(broken, zipOf({ "../luar.html": "x" }));
    const failed = await lumi(["deploy", broken, "--site", site.host], { ...home, LUMI_URL: "" });
    expect([failed.code, failed.err]).toEqual([1, expect.stringContaining("../luar.html")]);
    const strange = await lumi(["deploy", broken, "--site", "bukan.situs.test"], env);
    expect([strange.code, strange.err]).toEqual([1, expect.stringContaining("no site of that name")]);
  });
  const gone = { LUMI_TOKEN: site.token, LUMI_URL: "http://127.0.0.1:9" };
  expect((await lumi(["deploy", folder, "--site", site.host], gone)).code).toBe(1);
  const empty = fs.mkdtempSync(path.join(os.tmpdir(), "lumi-empty-"));
  for (const wrong of [
    ["deploy"],
    ["deploy", folder],
    ["hapus"],
    ["publish"],
    ["publish", "bukan-nomor"],
    ["deploy", "tidak-ada", "--site", "x"],
    ["deploy", empty, "--site", "x"],
    ["deploy", folder, "--aneh"],
  ])
    expect([wrong, (await lumi(wrong, gone)).code]).toEqual([wrong, 2]);
  fs.rmSync(folder, { recursive: true });
  fs.rmSync(empty, { recursive: true });
}, 120_000);
