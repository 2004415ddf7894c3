import fs from "node:fs/promises";
import path from "node:path";
import { runMigrations } from "graphile-worker";
import {
  type Kysely,
  type Migration,
  type MigrationInfo,
  type MigrationProvider,
  Migrator,
  sql,
} from "kysely";
import pg from "pg";
import { connect, type Db } from "./client.ts";

// From the project folder, since the built server lives elsewhere than this file.
const folder = path.join(process.cwd(), "db", "migrations");
const DOWN = /^-- migrate:down$/m;

/** Plain `.sql` files, so a migration can never change because the app's code did. */
const sqlFiles: MigrationProvider = {
  async getMigrations() {
    const names = (await fs.readdir(folder)).filter((name) => name.endsWith(".sql"));
    return Object.fromEntries(await Promise.all(names.map(load)));
  },
};

async function load(name: string): Promise<[string, Migration]> {
  const [up, down] = (await fs.readFile(path.join(folder, name), "utf8")).split(DOWN);
  const run = (text: string | undefined) => async (db: Kysely<unknown>) => {
    if (text?.trim()) await sql.raw(text).execute(db);
  };
  return [path.parse(name).name, { up: run(up), down: run(down) }];
}

/** Brings the database to the newest version, the job queue's own tables included. Safe to run twice or at once. */
export async function migrate(url: string): Promise<string[]> {
  return withMigrator(url, async (migrator) => {
    const { error, results } = await migrator.migrateToLatest();
    if (error) throw error;
    await migrateQueue(url);
    return (results ?? []).map((result) => result.migrationName);
  });
}

/** Two that install the queue's tables at the same moment stumble over each other: the second waits. */
async function migrateQueue(url: string): Promise<void> {
  const pgPool = new pg.Pool({ connectionString: url, max: 2 });
  const client = await pgPool.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext('lumicloud-queue-migration'))");
    await runMigrations({ pgPool });
  } finally {
    // Closing the connection lets go of the lock.
    client.release(true);
    await pgPool.end();
  }
}

/** Takes back the newest migration. The job queue's tables stay. */
export async function migrateDown(url: string): Promise<string[]> {
  return withMigrator(url, async (migrator) => {
    const { error, results } = await migrator.migrateDown();
    if (error) throw error;
    return (results ?? []).map((result) => result.migrationName);
  });
}

/** Every migration known, with the moment it ran or nothing. */
export async function migrationStatus(url: string): Promise<readonly MigrationInfo[]> {
  return withMigrator(url, (migrator) => migrator.getMigrations());
}

/** The names of the migrations this database still lacks. */
export async function pendingMigrations(db: Db): Promise<string[]> {
  const migrations = await new Migrator({ db, provider: sqlFiles }).getMigrations();
  return migrations.filter((migration) => !migration.executedAt).map((migration) => migration.name);
}

async function withMigrator<T>(url: string, work: (migrator: Migrator) => Promise<T>): Promise<T> {
  const db = connect(url, { max: 2 });
  try {
    return await work(new Migrator({ db, provider: sqlFiles }));
  } finally {
    await db.destroy();
  }
}
