import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { describe, expect } from "vitest";
import { test } from "#app/test/fixtures.ts";
import { startNginx } from "#app/test/nginx.ts";
import { whyNot } from "#app/test/programs.ts";

const reason = whyNot({ program: "nginx" });
const SWITCHES = 12;
const VISITORS = 6;
/** Files of a release, and what each holds: more than one, so that a mixture would show. */
const contentOf = (release: number) => `release ${release} `.repeat(2_000);

function writeRelease(folder: string, release: number): string {
  const root = path.join(folder, "site", "releases", String(release));
  fs.mkdirSync(root, { recursive: true });
  fs.writeFileSync(path.join(root, "index.html"), contentOf(release));
  return root;
}

/** One GET; `isReused` tells whether the connection had served before. */
function get(port: number, agent: http.Agent): Promise<{ status: number; text: string; isReused: boolean }> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: "127.0.0.1", port, path: "/", agent }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      const isReused = request.reusedSocket;
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text, isReused }));
      response.on("error", reject);
    });
    request.on("error", (error: NodeJS.ErrnoException) =>
      reject(Object.assign(error, { isReused: request.reusedSocket })),
    );
  });
}

/** As browsers do: a GET whose reused connection was reset is asked once more, on a new one. */
async function visit(port: number, agent: http.Agent) {
  return get(port, agent).catch((error: { isReused?: boolean }) => {
    if (!error.isReused) throw error;
    return get(port, new http.Agent({ keepAlive: false }));
  });
}

describe(`A real nginx${reason ? `: SKIPPED, ${reason}` : ""}`, () => {
  test.skipIf(reason)(
    "releases switched by reload under load: every answer is one whole release",
    async ({ folder }) => {
      const roots = [0, 1].map((release) => writeRelease(folder, release));
      const nginx = await startNginx(path.join(folder, "nginx"), roots[0] ?? "");
      const pages = [contentOf(0), contentOf(1)];
      let isOver = false;
      let answers = 0;
      const wrong: unknown[] = [];
      async function visitor(): Promise<void> {
        const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
        while (!isOver) {
          const answer = await visit(nginx.port, agent).catch((error: unknown) => error);
          const isWhole =
            typeof answer === "object" && answer && "text" in answer && pages.includes(String(answer.text));
          if (isWhole) answers++;
          else wrong.push(answer);
        }
        agent.destroy();
      }
      const visitors = Array.from({ length: VISITORS }, visitor);
      try {
        for (let at = 1; at <= SWITCHES; at++) {
          nginx.serve(roots[at % 2] ?? "");
          // the first requests after a reload may still meet the old workers
          const fresh = () => get(nginx.port, new http.Agent({ keepAlive: false })).then(({ text }) => text);
          await expect.poll(fresh, { timeout: 5_000, interval: 10 }).toBe(pages[at % 2]);
        }
      } finally {
        isOver = true;
        await Promise.all(visitors);
        await nginx.stop();
      }
      expect(wrong).toEqual([]);
      expect(answers).toBeGreaterThan(SWITCHES * VISITORS);
    },
  );
});
