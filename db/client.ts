import {
  Kysely,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
  type Transaction,
} from "kysely";
import pg from "pg";
import type { DB } from "./schema.ts";

export type Db = Kysely<DB>;
export type Tx = Transaction<DB>;

// Rupiah and byte counts are `bigint` columns; all of ours stay far below 2^53, and a larger one must not be rounded.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`The database returned ${text}, too large for a number`);
  return value;
});

/** How long a query may wait for a connection: past that a page that says so is better than one that never comes. */
const PATIENCE_MS = 15_000;

type Options = { max?: number; onLostConnection?: (error: Error) => void };

/** Opens a pool on `url`. Close it with `db.destroy()`. */
export function connect(url: string, { max = 10, onLostConnection }: Options = {}): Db {
  const pool = new pg.Pool({ connectionString: url, max, connectionTimeoutMillis: PATIENCE_MS });
  // Without a listener, PostgreSQL closing one connection ends the whole process. The pool listens only while it holds
  // the connection itself; one that keeps a lock for a long job is in other hands.
  pool.on("connect", (client) => client.on("error", (error) => onLostConnection?.(error)));
  pool.on("error", () => {});
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool: byCallback(pool) }) });
}

/**
 * The same pool, asked by callback. Answers that pg (8.23) gives by a promise of its own hold each other's rows until
 * the next full collection: a long read then grows the process by all it has read, though nobody holds on to it.
 */
function byCallback(pool: pg.Pool): PostgresPool {
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    async connect() {
      const client = await pool.connect();
      const asked = known.get(client) ?? { query: queryOf(client), release: () => client.release() };
      known.set(client, asked);
      return asked;
    },
    end: () => pool.end(),
  };
}

function queryOf(client: pg.PoolClient): PostgresPoolClient["query"] {
  const query = (text: string, values: readonly unknown[]) =>
    new Promise((resolve, reject) => {
      client.query(text, [...values], (error: Error | null, result: unknown) =>
        error ? reject(error) : resolve(result as PostgresQueryResult<unknown>),
      );
    });
  // Without cursors: nothing of ours reads by one.
  return query as PostgresPoolClient["query"];
}
