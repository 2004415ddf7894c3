import { expect } from "vitest";
import { PanelHtmlAnswer, PanelUnreachable } from "#app/adapters/aapanel/errors.ts";
import { type DeploySite, now, onDisk, deployTest as test } from "#app/test/deploying.ts";
import { runDeployment } from "./deploy.server.ts";
import { deploymentTrace } from "./deployments.server.ts";

/** Small enough to be served and compared whole, and mostly the same from one release to the next. */
const release = (version: number) => ({
  "index.html": `versi ${version}`,
  [`assets/app-${version.toString(16).padStart(6, "0")}aa.js`]: `program ${version}`,
  "kosong.txt": "",
  ...Object.fromEntries(
    Array.from({ length: 8 }, (_, index) => [`hal/${index}.html`, `halaman ${index} `.repeat(30)]),
  ),
});

type Deps = DeploySite["deps"];
type Call = { what: string; work: () => Promise<unknown> };

/** Passes every call to the panel, and to the FTP account when told, through `pass`. */
function watched(site: DeploySite, pass: (call: Call) => Promise<unknown>, { withFtp = false } = {}): Deps {
  const around = <T extends object>(name: string, inner: T): T =>
    Object.fromEntries(
      Object.entries(inner).map(([method, work]) => [
        method,
        (...values: unknown[]) =>
          pass({ what: `${name} ${method}`, work: async () => work.apply(inner, values) }),
      ]),
    ) as T;
  const { panelOf, transferTo } = site.deps;
  return {
    ...site.deps,
    patience: site.patience,
    panelOf: (address) => around("panel", panelOf(address)),
    transferTo: withFtp ? (address) => around("ftp", transferTo(address)) : transferTo,
  };
}

/** Every call that one deployment with a delta makes, in order. */
async function callsOf(site: DeploySite, options: { withFtp?: boolean } = {}): Promise<string[]> {
  const calls: string[] = [];
  const deps = watched(
    site,
    ({ what, work }) => {
      calls.push(what);
      return work();
    },
    options,
  );
  const id = await site.request(release(1));
  expect(await runDeployment(deps, { deploymentId: id }, () => now)).toEqual({ outcome: "live" });
  const trace = await deploymentTrace(site.deps.db, site.which(id));
  expect(trace.find(({ step }) => step === "packing")?.detail).toMatchObject({ isDelta: 1, sentFiles: 2 });
  return calls;
}

/** What visitors get now is one of the two releases, whole. */
async function isWhole(site: DeploySite, versions: number[]): Promise<void> {
  const page = await site.visit("/");
  const version = versions.find((one) => page === `200 versi ${one}`);
  expect(version, page).toBeDefined();
  for (const [name, content] of Object.entries(release(version ?? 0)))
    expect(await site.visit(`/${name}`)).toBe(`200 ${content}`);
}

/** Everything of the newest release, and the assets carried on from those before it. */
function expectRelease(site: DeploySite, id: string, version: number): void {
  expect(onDisk(site.folderOf(id))).toMatchObject(release(version));
}

test("a worker killed after any call of a delta leaves the old site or the new, and the next one finishes", async ({
  site,
}) => {
  await site.deploy(release(0));
  const calls = await callsOf(site, { withFtp: true });
  expect(calls).toEqual(expect.arrayContaining(["panel copyFolder", "panel setRunPath", "ftp send"]));
  for (const at of calls.keys()) {
    const version = at + 2;
    const id = await site.request(release(version));
    let made = 0;
    const dying = watched(
      site,
      async ({ work }) => {
        // whatever else was under way died too
        if (made > at) throw new Error("killed");
        const result = await work();
        if (made++ >= at) throw new Error("killed");
        return result;
      },
      { withFtp: true },
    );
    const killed = runDeployment(dying, { deploymentId: id }, () => now);
    await expect(killed, calls[at]).rejects.toThrow("killed");
    await isWhole(site, [version - 1, version]);

    expect(await site.run(id), calls[at]).toEqual({ outcome: "live" });
    await isWhole(site, [version]);
    expectRelease(site, id, version);
  }
}, 180_000);

const failures: Record<string, (work: () => Promise<unknown>) => Promise<never>> = {
  "does not answer": async () => Promise.reject(new PanelUnreachable("no answer")),
  "answers with a page after the work": async (work: () => Promise<unknown>) => {
    await work();
    throw new PanelHtmlAnswer("a page", 404);
  },
};
for (const [how, fail] of Object.entries(failures)) {
  test(`a panel that once ${how}, at any call of a delta: the deployment goes live all the same`, async ({
    site,
  }) => {
    await site.deploy(release(0));
    const calls = await callsOf(site);
    for (const at of calls.keys()) {
      const version = at + 2;
      const id = await site.request(release(version));
      let made = 0;
      const deps = watched(site, ({ work }) => (made++ === at ? fail(work) : work()));
      const run = await runDeployment(deps, { deploymentId: id }, () => now);
      expect(run, calls[at]).toEqual({ outcome: "live" });
      await isWhole(site, [version]);
      expectRelease(site, id, version);
    }
  }, 180_000);
}

test("a panel that is gone from any call of a delta on: visitors keep a whole site, and the next deployment is well", async ({
  site,
}) => {
  await site.deploy(release(0));
  const calls = await callsOf(site);
  let version = 1;
  for (const at of calls.keys()) {
    const live = version;
    const lost = await site.request(release(++version));
    let made = 0;
    const deps = watched(site, ({ work }) =>
      made++ >= at ? Promise.reject(new PanelUnreachable("gone")) : work(),
    );
    const { outcome } = await runDeployment(deps, { deploymentId: lost }, () => now);
    // once the switch is read back, the panel is needed no more
    expect(["failed", "live"], calls[at]).toContain(outcome);
    await isWhole(site, outcome === "live" ? [version] : [live, version]);

    const id = await site.deploy(release(++version));
    await isWhole(site, [version]);
    expectRelease(site, id, version);
  }
}, 180_000);
