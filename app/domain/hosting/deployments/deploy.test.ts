import http from "node:http";
import { sql } from "kysely";
import { expect } from "vitest";
import type { HostingPanel } from "#app/adapters/aapanel/hosting-panel.ts";
import { type DeploySite, now, deployTest as test } from "#app/test/deploying.ts";
import { runDeployment } from "./deploy.server.ts";
import { type DeployStep, deploySteps } from "./deploy-status.ts";
import {
  cancelDeployment,
  deploymentTrace,
  findDeployment,
  requestDeployment,
} from "./deployments.server.ts";

test("an archive goes live step by step and is what visitors get", async ({ site, aapanel }) => {
  const id = await site.request({
    "index.html": "satu",
    "css/a.css": "a{}",
    "gambar besar/ä.txt": "x".repeat(2000),
  });

  expect(await site.run(id)).toEqual({ outcome: "live" });

  expect(await site.visit("/")).toBe("200 satu");
  expect(await site.visit("/css/a.css")).toBe("200 a{}");
  const trace = await deploymentTrace(site.deps.db, site.which(id));
  expect(trace.map((step) => `${step.step} ${step.outcome}`)).toEqual(
    deploySteps.map((step) => `${step} done`),
  );
  expect(JSON.stringify(trace)).not.toContain("sentinel");
  expect(await site.row()).toMatchObject({ live_deployment_id: id, run_path: `/releases/${id}` });
  expect(await findDeployment(site.deps.db, site.which(id))).toMatchObject({
    status: "live",
    isKept: true,
    fileCount: 3,
    totalBytes: 2007,
  });
  expect(await site.filesOf(id)).toEqual([".user.ini", "css", "gambar besar", "index.html"]);
  expect(aapanel.state().escapes).toEqual([]);
  expect(await site.run(id)).toEqual({ outcome: "nothing-to-do" });
});

test("the other flavour of the panel ends in the same place", async ({ otherSite: site }) => {
  await site.deploy({ "index.html": "satu" });
  await site.deploy({ "index.html": "dua", "a.css": "a{}" });
  expect(await site.visit("/")).toBe("200 dua");
  expect(await site.visit("/a.css")).toBe("200 a{}");
  const { flavour } = await site.deps.db.selectFrom("servers").select("flavour").executeTakeFirstOrThrow();
  expect(flavour).toBe("baota");
});

test("large archives go through the server's queue", async ({ bigSite: site }) => {
  const id = await site.request({ "index.html": "besar" });
  expect(await site.run(id)).toEqual({ outcome: "live" });
  expect(await site.visit("/")).toBe("200 besar");
});

test("a queue that never gets there ends the deployment", async ({ bigSite: site, bigPanel }) => {
  bigPanel.faults.set({ kind: "queue-stuck", times: 0 });
  const id = await site.request({ "index.html": "besar" });
  expect(await site.run(id)).toEqual({ outcome: "failed" });
  expect(await site.failure(id)).toEqual(["extracting", "extraction-stuck"]);
});

type Trap = { fault: Parameters<DeploySite["fault"]>[0]; failure: [DeployStep, string] };
const traps: Trap[] = [
  { fault: { kind: "unzip-does-nothing", times: 0 }, failure: ["extracting", "extraction-incomplete"] },
  { fault: { kind: "unzip-drops-last-file", times: 0 }, failure: ["extracting", "extraction-incomplete"] },
  { fault: { kind: "unzip-corrupts-a-file" }, failure: ["verifying", "wrong-content"] },
  {
    fault: { kind: "disk-full", action: "UnZip", times: 0 },
    failure: ["extracting", "extraction-incomplete"],
  },
  { fault: { kind: "switch-ignored", times: 0 }, failure: ["switching", "switch-ignored"] },
  { fault: { kind: "wrong-key", action: "UnZip" }, failure: ["extracting", "server-key-refused"] },
];
for (const { fault, failure } of traps) {
  test(`${fault.kind}: the deployment fails with its step and the old site stays`, async ({ site }) => {
    await site.deploy({ "index.html": "lama" });
    site.fault(fault);
    const id = await site.request({ "index.html": "baru", "a.css": "a{}" });

    expect(await site.run(id)).toEqual({ outcome: "failed" });

    expect(await site.failure(id)).toEqual(failure);
    expect(await site.visit("/")).toBe("200 lama");
    expect(await site.notices()).toContain("deploy-failed");
    const matters = await site.deps.db.selectFrom("attention_items").select("kind").execute();
    const asked: Record<string, string> = {
      "switch-ignored": "deploy-failed",
      "server-key-refused": "server-key-refused",
    };
    expect(matters.map(({ kind }) => kind)).toEqual([asked[failure[1]]].filter(Boolean));
  });
}

const passing: Parameters<DeploySite["fault"]>[0][] = [
  { kind: "unzip-does-nothing" },
  { kind: "switch-ignored" },
  { kind: "html404-after-work", action: "UnZip" },
  { kind: "html404-before-work", action: "UnZip" },
  { kind: "html404-after-work", action: "SetSiteRunPath" },
  { kind: "reset-after-work", action: "SetSiteRunPath" },
  { kind: "reset-before", action: "get_path_size" },
  { kind: "ftp-cut", bytes: 50 },
  { kind: "reload-slow", ms: 400 },
];
for (const fault of passing) {
  test(`${fault.kind} ${fault.action ?? ""} once does not stop a deployment`, async ({ site }) => {
    await site.deploy({ "index.html": "lama" });
    site.fault(fault);
    const id = await site.request({ "index.html": "baru" });
    expect(await site.run(id)).toEqual({ outcome: "live" });
    expect(await site.visit("/")).toBe("200 baru");
  });
}

test("a web server that keeps the old release is found out, and the site goes back", async ({ site }) => {
  const old = await site.deploy({ "index.html": "lama" });
  site.fault({ kind: "reload-slow", ms: 60_000 });
  const id = await site.request({ "index.html": "baru" });

  expect(await site.run(id, { probeMs: 300, extractionMs: 1_000 })).toEqual({ outcome: "failed" });

  expect(await site.failure(id)).toEqual(["probing", "probe-mismatch"]);
  expect(await site.panel.runPath(await site.panelSiteId())).toBe(`/releases/${old}`);
  expect(await site.visit("/")).toBe("200 lama");
});

/** A panel that dies right after it did what it was asked. */
function dyingAfter(site: DeploySite, method: keyof HostingPanel): typeof site.deps {
  return {
    ...site.deps,
    panelOf: (address) => {
      const panel = site.deps.panelOf(address);
      const inner = panel[method] as (...values: unknown[]) => Promise<unknown>;
      const dying = async (...values: unknown[]) => {
        await inner(...values);
        throw new Error("killed");
      };
      return { ...panel, [method]: dying };
    },
  };
}

for (const method of ["extract", "folderSize", "accessOf", "setRunPath", "runPath"] as const) {
  test(`a worker killed after ${method} is followed by one that finishes`, async ({ site }) => {
    await site.deploy({ "index.html": "lama" });
    const id = await site.request({ "index.html": "baru", "a.css": "a{}" });

    const dying = dyingAfter(site, method);
    await expect(runDeployment(dying, { deploymentId: id }, () => now)).rejects.toThrow("killed");
    expect(await site.visit("/")).toMatch(/^200 (lama|baru)$/);

    expect(await site.run(id)).toEqual({ outcome: "live" });
    expect(await site.visit("/")).toBe("200 baru");
    const trace = await deploymentTrace(site.deps.db, site.which(id));
    expect(trace.filter((step) => step.outcome === "interrupted")).toHaveLength(1);
  });
}

test("a worker killed while packing or sending is followed by one that finishes", async ({ site }) => {
  const id = await site.request({ "index.html": "baru" });
  const { store, transferTo } = site.deps;
  const noStore = {
    ...site.deps,
    store: { ...store, size: async () => Promise.reject(new Error("killed")) },
  };
  await expect(runDeployment(noStore, { deploymentId: id }, () => now)).rejects.toThrow("killed");
  const noLine: typeof site.deps = {
    ...site.deps,
    transferTo: (address) => {
      const transfer = transferTo(address);
      const send: typeof transfer.send = async (...values) => {
        await transfer.send(...values);
        throw new Error("killed");
      };
      return { ...transfer, send };
    },
  };
  await expect(runDeployment(noLine, { deploymentId: id }, () => now)).rejects.toThrow("killed");
  expect(await site.run(id)).toEqual({ outcome: "live" });
});

test("a step cut off again and again ends the deployment", async ({ site }) => {
  const id = await site.request({ "index.html": "baru" });
  const dying = dyingAfter(site, "waitingExtractions");
  for (let tries = 0; tries < 6; tries++) {
    await expect(runDeployment(dying, { deploymentId: id }, () => now)).rejects.toThrow("killed");
  }
  expect(await runDeployment(dying, { deploymentId: id }, () => now)).toEqual({ outcome: "failed" });
  expect(await site.failure(id)).toEqual(["extracting", "interrupted"]);
});

test("two workers at one deployment: one does it, the other is put off", async ({ site }) => {
  const id = await site.request({ "index.html": "baru" });
  const results = await Promise.all([site.run(id), site.run(id)]);
  expect(results.map(({ outcome }) => outcome).sort()).toEqual(["live", "waits"]);
  expect(await site.visit("/")).toBe("200 baru");
});

test("visitors get the old release or the new one, whole, all the way through", async ({ site }) => {
  await site.deploy({ "index.html": "1", "a.css": "1" });
  let stop = false;
  const seen = new Set<string>();
  const visitors = Array.from({ length: 4 }, async () => {
    const agent = new http.Agent({ keepAlive: false });
    while (!stop) seen.add(await site.visit("/", agent));
  });
  for (const content of ["2", "3", "4"]) await site.deploy({ "index.html": content, "a.css": content });
  stop = true;
  await Promise.all(visitors);
  expect([...seen].sort()).toEqual(["200 1", "200 2", "200 3", "200 4"]);
});

test("a newer request replaces the waiting one, and the same upload is one deployment", async ({ site }) => {
  const { db } = site.deps;
  const first = await site.upload({ "index.html": "1" });
  const second = await site.upload({ "index.html": "2" });
  const ask = (uploadId: string) => requestDeployment(db, { ...site.ids, uploadId, now });

  const asked = await ask(first);
  expect(asked).toMatchObject({ outcome: "queued", number: 1, replacedNumber: null });
  expect(await ask(first)).toMatchObject({ outcome: "already-waiting", number: 1 });
  const next = await ask(second);
  expect(next).toMatchObject({ outcome: "queued", number: 2, replacedNumber: 1 });
  if (next.outcome !== "queued") return;

  expect(await cancelDeployment(db, { ...site.which(next.deploymentId), now })).toEqual({
    outcome: "cancelled",
  });
  expect(await cancelDeployment(db, { ...site.which(next.deploymentId), now })).toEqual({
    outcome: "not-waiting",
  });
  expect(await site.run(next.deploymentId)).toEqual({ outcome: "nothing-to-do" });
});

test("ten requests at once leave one waiting", async ({ site }) => {
  const uploads = await Promise.all(
    Array.from({ length: 5 }, (_, index) => site.upload({ "index.html": `${index}` })),
  );
  const twice = [...uploads, ...uploads];
  await Promise.all(twice.map((uploadId) => requestDeployment(site.deps.db, { ...site.ids, uploadId, now })));
  const { rows } = await sql`select 1 from deployments where status = 'queued'`.execute(site.deps.db);
  expect(rows).toHaveLength(1);
});

test("somebody else's site, upload or deployment is not found", async ({ site }) => {
  const id = await site.deploy({ "index.html": "1" });
  const uploadId = await site.upload({ "index.html": "2" });
  const stranger = { userId: "00000000-0000-4000-8000-000000000009", websiteId: site.ids.websiteId };
  const { db } = site.deps;
  expect(await requestDeployment(db, { ...stranger, uploadId, now })).toEqual({ outcome: "not-found" });
  expect(await findDeployment(db, { ...stranger, deploymentId: id })).toBe(null);
  expect(await deploymentTrace(db, { ...stranger, deploymentId: id })).toEqual([]);
  expect(await findDeployment(db, site.which("not-an-id"))).toBe(null);
});
