import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { expect, inject, test } from "vitest";
import { asAdmin, databaseUrl } from "#app/test/database.ts";
import { connect } from "./client.ts";
import { migrate, migrateDown, migrationStatus, pendingMigrations } from "./migrate.ts";

async function withEmptyDatabase(work: (url: string) => Promise<void>) {
  const name = `lumicloud_migrate_${randomBytes(6).toString("hex")}`;
  const url = databaseUrl(inject("adminUrl"), name);
  await asAdmin(inject("adminUrl"), `create database ${name}`);
  await work(url).finally(() => asAdmin(inject("adminUrl"), `drop database ${name} with (force)`));
}

test("every migration goes up, down to nothing, and up again", async () => {
  await withEmptyDatabase(async (url) => {
    const names = await migrate(url);
    expect(names.length).toBeGreaterThan(3);
    expect(await migrate(url)).toEqual([]);

    for (const name of names.toReversed()) expect(await migrateDown(url)).toEqual([name]);
    expect(await migrateDown(url)).toEqual([]);
    expect((await migrationStatus(url)).every((migration) => !migration.executedAt)).toBe(true);

    expect(await migrate(url)).toEqual(names);
  });
});

test("two processes that migrate at once do the work once", async () => {
  await withEmptyDatabase(async (url) => {
    const both = await Promise.all([migrate(url), migrate(url)]);
    expect(both.filter((names) => names.length > 0)).toHaveLength(1);
  });
});

test("a database without tables says which migrations it lacks", async () => {
  await withEmptyDatabase(async (url) => {
    const db = connect(url);
    expect((await pendingMigrations(db)).length).toBeGreaterThan(3);
    await db.destroy();
  });
});

test("history and credit cannot be changed or removed, only added to", async () => {
  await withEmptyDatabase(async (url) => {
    await migrate(url);
    const db = connect(url);
    await sql`insert into audit_log (at, actor, subject_type, subject_id, event)
      values (now(), 'system', 'order', gen_random_uuid(), 'test')`.execute(db);
    await expect(sql`update audit_log set event = 'other'`.execute(db)).rejects.toThrow("never changed");
    await expect(sql`delete from audit_log`.execute(db)).rejects.toThrow("never changed");
    await db.destroy();
  });
});
