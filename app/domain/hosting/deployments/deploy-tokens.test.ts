import { expect } from "vitest";
import { test } from "#app/test/fixtures.ts";
import { aPaidWebsite } from "#app/test/hosting.ts";
import type { Db } from "#db/client.ts";
import {
  createDeployToken,
  holderOfToken,
  listDeployTokens,
  revokeDeployToken,
  tokenLimit,
} from "./deploy-tokens.server.ts";
import { findDeployableSite } from "./deployments-from-tokens.server.ts";

const now = new Date("2026-11-22T03:00:00Z");
const later = (days: number) => new Date(now.getTime() + days * 86_400_000);

async function made(db: Db, userId: string, websiteId: string | null = null) {
  const result = await createDeployToken(db, { userId, name: "Laptop", websiteId, days: 30, now });
  if (result.outcome !== "created") throw new Error(result.outcome);
  return result;
}

test("a token is known by its hash alone, until it expires or is revoked", async ({ db }) => {
  const { userId } = await aPaidWebsite(db, "toko.situs.test", now);
  const { id, token } = await made(db, userId);
  const kept = await db.selectFrom("deploy_tokens").selectAll().executeTakeFirstOrThrow();
  expect(JSON.stringify(kept)).not.toContain(token);
  expect(await holderOfToken(db, token, now)).toEqual({ tokenId: id, userId, websiteId: null });
  expect((await listDeployTokens(db, userId))[0]?.lastUsedAt).toEqual(now);
  expect(await holderOfToken(db, token, later(31))).toBeNull();
  expect(await holderOfToken(db, `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`, now)).toBeNull();
  const other = await aPaidWebsite(db, "lain.situs.test", now);
  expect(await revokeDeployToken(db, { userId: other.userId, tokenId: id, now })).toEqual({
    outcome: "not-found",
  });
  expect(await holderOfToken(db, token, now)).not.toBeNull();
  expect(await revokeDeployToken(db, { userId, tokenId: id, now })).toEqual({ outcome: "revoked" });
  expect(await revokeDeployToken(db, { userId, tokenId: id, now })).toEqual({ outcome: "revoked" });
  expect(await holderOfToken(db, token, now)).toBeNull();
  const lines = await db
    .selectFrom("audit_log")
    .select("event")
    .where("subject_type", "=", "token")
    .execute();
  expect(lines.map(({ event }) => event)).toEqual(["token-created", "token-revoked"]);
});

test("a token reaches the owner's sites and no others; one made for a site reaches that one", async ({
  db,
}) => {
  const mine = await aPaidWebsite(db, "toko.situs.test", now);
  const theirs = await aPaidWebsite(db, "lain.situs.test", now);
  const wide = await holderOfToken(db, (await made(db, mine.userId)).token, now);
  const narrow = await holderOfToken(db, (await made(db, mine.userId, mine.websiteId)).token, now);
  if (!wide || !narrow) throw new Error("no holder");
  expect((await findDeployableSite(db, wide, "TOKO.situs.test"))?.id).toBe(mine.websiteId);
  expect((await findDeployableSite(db, narrow, mine.websiteId))?.id).toBe(mine.websiteId);
  expect(await findDeployableSite(db, wide, "lain.situs.test")).toBeNull();
  expect(await findDeployableSite(db, wide, theirs.websiteId)).toBeNull();
  expect(await findDeployableSite(db, { ...narrow, websiteId: theirs.websiteId }, mine.websiteId)).toBeNull();
  expect(await findDeployableSite(db, wide, "a\0b")).toBeNull();
  const stolen = { userId: mine.userId, name: "x", websiteId: theirs.websiteId, days: 30, now };
  expect(await createDeployToken(db, stolen)).toEqual({ outcome: "not-found" });
});

test("an account has ten working tokens and no more, even when they are made at once", async ({ db }) => {
  const { userId } = await aPaidWebsite(db, "toko.situs.test", now);
  const wanted = { userId, name: "CI", websiteId: null, days: 30, now };
  const results = await Promise.all(
    Array.from({ length: tokenLimit + 3 }, () => createDeployToken(db, wanted)),
  );
  expect(results.filter(({ outcome }) => outcome === "created")).toHaveLength(tokenLimit);
  expect((await createDeployToken(db, { ...wanted, now: later(31) })).outcome).toBe("created");
});
