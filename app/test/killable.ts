import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresDialect,
} from "kysely";
import pg from "pg";
import type { Db } from "#db/client.ts";
import type { DB } from "#db/schema.ts";

/** The process has died here: nothing it meant to do after this happens. */
export class Killed extends Error {
  override name = "Killed";
}

export type Fate = ReturnType<typeof createFate>;

/**
 * Counts the steps of a process: before and after everything it waits for. Armed with a number it dies at that step,
 * and then every further step fails as well until `revive`.
 */
export function createFate() {
  let count = 0;
  let last = Number.POSITIVE_INFINITY;
  let isDead = false;
  const steps: string[] = [];

  function step(what: string) {
    if (isDead) throw new Killed(what);
    count += 1;
    steps.push(what);
    if (count !== last) return;
    isDead = true;
    throw new Killed(what);
  }

  return {
    /** From here on; without a number the steps are only counted. */
    arm(at = Number.POSITIVE_INFINITY) {
      count = 0;
      last = at;
      isDead = false;
      steps.length = 0;
    },
    revive() {
      isDead = false;
      last = Number.POSITIVE_INFINITY;
      steps.length = 0;
    },
    isDead: () => isDead,
    /** What the process did since it was armed, the step it died at last. */
    steps: () => [...steps],
    async around<T>(what: string, work: () => Promise<T>): Promise<T> {
      step(`before ${what}`);
      const result = await work();
      step(`after ${what}`);
      return result;
    },
  };
}

/** The database as a process has it that may die: each statement, begin and commit is a step. */
export function connectMortal(
  url: string,
  fate: Fate,
  pool = new pg.Pool({ connectionString: url, max: 6 }),
): Db {
  // An idle connection that the server ends is replaced, as everywhere else.
  pool.on("error", () => {});
  const inner = new PostgresDialect({ pool });
  const dialect: Dialect = {
    createAdapter: () => inner.createAdapter(),
    createQueryCompiler: () => inner.createQueryCompiler(),
    createIntrospector: (db) => inner.createIntrospector(db),
    createDriver: () => mortalDriver(inner.createDriver(), fate),
  };
  return new Kysely<DB>({ dialect });
}

function mortalDriver(driver: Driver, fate: Fate): Driver {
  const behind = new WeakMap<DatabaseConnection, DatabaseConnection>();
  const real = (connection: DatabaseConnection) => behind.get(connection) ?? connection;
  return {
    init: () => driver.init(),
    destroy: () => driver.destroy(),
    async acquireConnection() {
      const connection = await driver.acquireConnection();
      const mortal: DatabaseConnection = {
        executeQuery: (query) => fate.around(shorten(query.sql), () => connection.executeQuery(query)),
        streamQuery: (query, size) => connection.streamQuery(query, size),
      };
      behind.set(mortal, connection);
      return mortal;
    },
    beginTransaction: (connection, settings) =>
      fate.around("begin", () => driver.beginTransaction(real(connection), settings)),
    commitTransaction: (connection) =>
      fate.around("commit", () => driver.commitTransaction(real(connection))),
    rollbackTransaction: (connection) => driver.rollbackTransaction(real(connection)),
    async releaseConnection(connection) {
      // The server notices that the process is gone: what was open is undone, what was locked is free.
      if (fate.isDead()) {
        for (const last of ["rollback", "select pg_advisory_unlock_all()"])
          await real(connection).executeQuery(CompiledQuery.raw(last));
      }
      await driver.releaseConnection(real(connection));
    },
  };
}

function shorten(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 90);
}

/** A gateway, panel, mailer or FTP line as a mortal process has it: each call that is waited for is a step. */
export function mortal<T extends object>(name: string, subject: T, fate: Fate, immediate: string[] = []): T {
  return new Proxy(subject, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function" || immediate.includes(String(key))) return value;
      return (...given: unknown[]) =>
        fate.around(`${name}.${String(key)}`, async () => Reflect.apply(value, target, given) as unknown);
    },
  });
}
