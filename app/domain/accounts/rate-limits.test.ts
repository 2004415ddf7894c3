import { expect } from "vitest";
import { checkLimit, checkLimits, limits } from "#app/http/rate-limits.server.ts";
import { test } from "#app/test/fixtures.ts";
import { countHit, forgetOldHits } from "./rate-limits.server.ts";

const now = new Date("2026-11-22T03:07:30Z");

test("twenty tries at once count as twenty", async ({ db }) => {
  const tries = Array.from({ length: 20 }, () =>
    countHit(db, { name: "x", who: "sari", windowSeconds: 600, now }),
  );
  const counts = (await Promise.all(tries)).map((answer) => answer.hits).sort((a, b) => a - b);
  expect(counts).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});

test("exactly as many as allowed get through at once, and the rest learn how long to wait", async ({
  db,
}) => {
  const { hits } = limits["forgot-account"];
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => checkLimit(db, "forgot-account", "sari@warung.test", now)),
  );
  expect(answers.filter((answer) => answer.outcome === "allowed")).toHaveLength(hits);
  expect(answers.find((answer) => answer.outcome === "limited")).toEqual({
    outcome: "limited",
    retryAfterSeconds: 52 * 60 + 30,
  });
  const nextHour = new Date("2026-11-22T04:00:00Z");
  expect(await checkLimit(db, "forgot-account", "sari@warung.test", nextHour)).toEqual({
    outcome: "allowed",
  });
});

test("people, and things, are counted apart", async ({ db }) => {
  for (let i = 0; i < limits["forgot-account"].hits; i++)
    await checkLimit(db, "forgot-account", "sari@warung.test", now);
  expect((await checkLimit(db, "forgot-account", "sari@warung.test", now)).outcome).toBe("limited");
  expect((await checkLimit(db, "forgot-account", "budi@warung.test", now)).outcome).toBe("allowed");
  expect((await checkLimit(db, "verify-resend", "sari@warung.test", now)).outcome).toBe("allowed");
  const both = { "verify-resend": "sari@warung.test", "forgot-account": "sari@warung.test" };
  expect((await checkLimits(db, both, now)).outcome).toBe("limited");
});

test("one network of IPv6 counts as one, and no address is kept in clear", async ({ db }) => {
  const hit = (who: string) => countHit(db, { name: "x", who, windowSeconds: 600, now });
  await hit("2001:db8:1:2::1");
  expect((await hit("2001:db8:1:2:aaaa:bbbb:cccc:dddd")).hits).toBe(2);
  expect((await hit("2001:DB8:1:2::")).hits).toBe(3);
  expect((await hit("2001:db8:1:3::1")).hits).toBe(1);
  expect((await hit("203.0.113.7")).hits).toBe(1);
  expect((await hit("203.0.113.8")).hits).toBe(1);
  const buckets = await db.selectFrom("rate_limits").select("bucket").execute();
  expect(JSON.stringify(buckets)).not.toMatch(/203\.0|2001/);
});

test("counts of past days are forgotten", async ({ db }) => {
  await countHit(db, { name: "x", who: "sari", windowSeconds: 600, now });
  await forgetOldHits(db, new Date("2026-11-25T00:00:00Z"));
  expect(await db.selectFrom("rate_limits").selectAll().execute()).toEqual([]);
});
