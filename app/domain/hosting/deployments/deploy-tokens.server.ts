import { createHash, randomBytes } from "node:crypto";
import { record } from "#app/domain/audit/audit.server.ts";
import type { Db } from "#db/client.ts";
import { isUuid } from "../websites/websites.server.ts";

const DAY = 24 * 60 * 60 * 1000;
/** How many working tokens one account may have. */
export const tokenLimit = 10;
/** How long a token may work, in days. */
export const tokenDays = [30, 90, 365] as const;

/** A token as its owner sees it: never its secret. */
export type DeployToken = {
  id: string;
  name: string;
  /** The one site it is for; null is every site of the account. */
  host: string | null;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

type NewToken = { userId: string; name: string; websiteId: string | null; days: number; now: Date };

/**
 * Makes a secret that can only put sites of this account live, 256 random bits. It is returned once; only its hash is
 * kept. Called twice it makes two, up to `tokenLimit` that work.
 */
export async function createDeployToken(
  db: Db,
  { userId, name, websiteId, days, now }: NewToken,
): Promise<{ outcome: "created"; id: string; token: string } | { outcome: "too-many" | "not-found" }> {
  const token = `lumi_${randomBytes(32).toString("base64url")}`;
  return db.transaction().execute(async (tx) => {
    await tx.selectFrom("users").select("id").where("id", "=", userId).forUpdate().execute();
    if (websiteId !== null && !(await ownsSite(tx, userId, websiteId))) return { outcome: "not-found" };
    const { count } = await tx
      .selectFrom("deploy_tokens")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("user_id", "=", userId)
      .where("revoked_at", "is", null)
      .where("expires_at", ">", now)
      .executeTakeFirstOrThrow();
    if (count >= tokenLimit) return { outcome: "too-many" };
    const { id } = await tx
      .insertInto("deploy_tokens")
      .values({
        user_id: userId,
        website_id: websiteId,
        name,
        token_hash: hashOf(token),
        created_at: now,
        expires_at: new Date(now.getTime() + days * DAY),
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    await recordToken(tx, { id, userId, event: "token-created", detail: { name, days }, now });
    return { outcome: "created", id, token };
  });
}

async function ownsSite(db: Db, userId: string, websiteId: string): Promise<boolean> {
  if (!isUuid(websiteId)) return false;
  const site = await db
    .selectFrom("websites")
    .select("id")
    .where("id", "=", websiteId)
    .where("user_id", "=", userId)
    .where("status", "<>", "deleted")
    .executeTakeFirst();
  return Boolean(site);
}

/** The account's tokens, the newest first; those that no longer work are listed too. At most 50. */
export async function listDeployTokens(db: Db, userId: string): Promise<DeployToken[]> {
  const rows = await db
    .selectFrom("deploy_tokens")
    .leftJoin("websites", "websites.id", "deploy_tokens.website_id")
    .selectAll("deploy_tokens")
    .select("websites.host")
    .where("deploy_tokens.user_id", "=", userId)
    .orderBy("deploy_tokens.created_at", "desc")
    .limit(50)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    host: row.host,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }));
}

/** Ends one of the account's tokens at once. Twice does nothing more. */
export async function revokeDeployToken(
  db: Db,
  { userId, tokenId, now }: { userId: string; tokenId: string; now: Date },
): Promise<{ outcome: "revoked" | "not-found" }> {
  if (!isUuid(tokenId)) return { outcome: "not-found" };
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom("deploy_tokens")
      .select(["id", "name", "revoked_at"])
      .where("id", "=", tokenId)
      .where("user_id", "=", userId)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return { outcome: "not-found" };
    if (row.revoked_at) return { outcome: "revoked" };
    await tx.updateTable("deploy_tokens").set({ revoked_at: now }).where("id", "=", row.id).execute();
    await recordToken(tx, { id: row.id, userId, event: "token-revoked", detail: { name: row.name }, now });
    return { outcome: "revoked" };
  });
}

/** Whose token a caller showed, and which site it is for (null: all of them). */
export type TokenHolder = { tokenId: string; userId: string; websiteId: string | null };

/** The holder of a token that works now, or null: unknown, revoked or expired. Notes the use, at most once a minute. */
export async function holderOfToken(db: Db, token: string, now: Date): Promise<TokenHolder | null> {
  if (!/^lumi_[A-Za-z0-9_-]{43}$/.test(token)) return null;
  const row = await db
    .selectFrom("deploy_tokens")
    .select(["id", "user_id", "website_id", "last_used_at"])
    .where("token_hash", "=", hashOf(token))
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  if (!row) return null;
  if (!row.last_used_at || now.getTime() - row.last_used_at.getTime() > 60_000) {
    await db.updateTable("deploy_tokens").set({ last_used_at: now }).where("id", "=", row.id).execute();
  }
  return { tokenId: row.id, userId: row.user_id, websiteId: row.website_id };
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

type Line = { id: string; userId: string; event: string; detail: Record<string, string | number>; now: Date };

async function recordToken(db: Db, { id, userId, event, detail, now }: Line): Promise<void> {
  await record(db, {
    actor: "customer",
    actorId: userId,
    subjectType: "token",
    subjectId: id,
    event,
    detail,
    now,
  });
}
