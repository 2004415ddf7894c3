import { createHash } from "node:crypto";
import pg from "pg";

const PREPARED = /^\s*(select|insert|update|delete|with)\b/i;

/**
 * A pool whose connections prepare each statement once and run it by name from then on: a story of years asks the same
 * few hundred questions millions of times. All of them are open from the beginning and stay so: what is done at once must
 * not wait for a connection, or it is done one after the other.
 */
export async function preparingPool(url: string, max: number): Promise<pg.Pool> {
  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    const name = names.get(text) ?? createHash("md5").update(text).digest("hex");
    names.set(text, name);
    return name;
  };
  const pool = new pg.Pool({ connectionString: url, max, idleTimeoutMillis: 0 });
  // An idle connection that the server ends is replaced, as everywhere else.
  pool.on("error", () => {});
  pool.on("connect", (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    const prepared = (first: unknown, values?: unknown, ...more: unknown[]) =>
      typeof first === "string" && Array.isArray(values) && PREPARED.test(first)
        ? query({ name: nameOf(first), text: first, values }, ...more)
        : query(first, values, ...more);
    client.query = prepared as typeof client.query;
  });
  const open = await Promise.all(Array.from({ length: max }, () => pool.connect()));
  for (const client of open) client.release();
  return pool;
}
