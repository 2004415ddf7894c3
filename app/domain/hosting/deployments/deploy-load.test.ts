import http from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { deployTest as test } from "#app/test/deploying.ts";

const DEPLOYS = 100;
const VISITORS = 3;
/** Of other days: most of each release stays the same, so that it is copied and not sent. */
const pages = Object.fromEntries(
  Array.from({ length: 6 }, (_, index) => [`hal/${index}.html`, `halaman ${index} `.repeat(40)]),
);
const assetOf = (version: number) => `assets/app-${version.toString(16).padStart(6, "0")}aa.js`;
const release = (version: number) => ({
  ...pages,
  "index.html": `versi ${version} <script src=/${assetOf(version)}></script>`,
  [assetOf(version)]: `program ${version}`,
});

type Answer = { status: number; text: string };

function get(address: string, urlPath: string, agent: http.Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.get(
      `http://${address}${urlPath}`,
      { agent, headers: { host: "toko.situs.test" } },
      (response) => {
        let text = "";
        response.on("data", (piece: Buffer) => {
          text += piece;
        });
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    request.on("error", (cause) => reject(Object.assign(cause, { isReused: request.reusedSocket })));
  });
}

/** As browsers do: a GET whose reused connection was reset is asked once more, on a new one. */
function visit(address: string, urlPath: string, agent: http.Agent): Promise<Answer> {
  return get(address, urlPath, agent).catch((error: { isReused?: boolean }) => {
    if (!error.isReused) throw error;
    return get(address, urlPath, new http.Agent({ keepAlive: false }));
  });
}

test(`${DEPLOYS} deployments under constant requests: not one failed answer, no mixture, and never back`, async ({
  site,
  aapanel,
}) => {
  await site.deploy(release(0));
  let isOver = false;
  let answers = 0;
  const wrong: unknown[] = [];
  const seen = new Set<number>();

  async function visitor(): Promise<void> {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    let newest = 0;
    while (!isOver) {
      try {
        const page = await visit(aapanel.webAddress, "/", agent);
        const version = Number(/^versi (\d+) /.exec(page.text)?.[1] ?? Number.NaN);
        const isRight = page.status === 200 && page.text === release(version)["index.html"];
        if (!isRight || version < newest) wrong.push({ page, newest });
        newest = version;
        seen.add(version);
        // the page's own files, though another release may be live by now
        const asset = await visit(aapanel.webAddress, `/${assetOf(version)}`, agent);
        if (asset.status !== 200 || asset.text !== `program ${version}`) wrong.push({ version, asset });
        answers += 2;
        // the machine is the worker's too
        await pause(3);
      } catch (error) {
        wrong.push(error);
      }
    }
    agent.destroy();
  }

  const visitors = Array.from({ length: VISITORS }, visitor);
  try {
    for (let version = 1; version <= DEPLOYS; version++) await site.deploy(release(version));
  } finally {
    isOver = true;
    await Promise.all(visitors);
  }
  expect(wrong).toEqual([]);
  expect(seen.size).toBeGreaterThan(DEPLOYS / 2);
  expect(answers).toBeGreaterThan(DEPLOYS * VISITORS);
}, 300_000);
