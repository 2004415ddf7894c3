import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { migrate } from "#db/migrate.ts";
import { startPostgres } from "./postgres/embedded.ts";

const TARGET = path.join(import.meta.dirname, "..", "db", "schema.ts");
const HEADER = "// Generated from the migrations by `npm run db:types`. CI fails when it is stale.\n";

/** Writes db/schema.ts from a freshly migrated database; with `--check` only compares. */
export async function tableTypes({ check = false } = {}): Promise<boolean> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-types-"));
  fs.chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: path.join(folder, "postgres"), fast: true });
  try {
    await migrate(postgres.url);
    const text = HEADER + (await generate(postgres.url, path.join(folder, "schema.ts")));
    const fresh = fs.existsSync(TARGET) && fs.readFileSync(TARGET, "utf8") === text;
    if (!check) fs.writeFileSync(TARGET, text);
    return fresh;
  } finally {
    await postgres.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function generate(url: string, outFile: string): Promise<string> {
  const overrides = JSON.stringify({ columns: await choices(url) });
  const mapping = JSON.stringify({ int8: "number" });
  execFileSync(process.execPath, [
    path.join(import.meta.dirname, "..", "node_modules", "kysely-codegen", "dist", "cli", "bin.js"),
    ...["--dialect", "postgres", "--url", url, "--out-file", outFile, "--log-level", "error"],
    ...["--exclude-pattern", "{graphile_worker.*,_private*,kysely_*}", "--default-schema", "public"],
    ...["--type-mapping", mapping, "--overrides", overrides],
  ]);
  return fs.readFileSync(outFile, "utf8");
}

/** Reads `check (x in ('a', 'b'))` back from the database, so that the types know the same words. */
async function choices(url: string): Promise<Record<string, string>> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ place: string; rule: string; optional: boolean; default: boolean }>(`
    select c.conrelid::regclass || '.' || a.attname as place, pg_get_constraintdef(c.oid) as rule,
           not a.attnotnull as optional, a.atthasdef as default
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'c' and cardinality(c.conkey) = 1 and pg_get_constraintdef(c.oid) like '%= ANY (ARRAY[%'
    order by 1`);
  await client.end();
  return Object.fromEntries(
    rows.map(({ place, rule, optional, default: hasDefault }) => {
      const words = [...rule.matchAll(/'([^']+)'::text/g)].map((match) => JSON.stringify(match[1]));
      const union = words.join(" | ") + (optional ? " | null" : "");
      return [place, hasDefault ? `ColumnType<${union}, ${union} | undefined, ${union}>` : union];
    }),
  );
}

if (process.argv[1] === import.meta.filename) {
  const check = process.argv.includes("--check");
  const fresh = await tableTypes({ check });
  if (check && !fresh) {
    console.error("db/schema.ts is stale: run `npm run db:types`.");
    process.exitCode = 1;
  }
}
