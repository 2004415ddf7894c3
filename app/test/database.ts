import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { connect } from "#db/client.ts";

declare module "vitest" {
  export interface ProvidedContext {
    adminUrl: string;
    template: string;
  }
}

export function databaseUrl(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** A private, migrated, empty database: cloned from the run's template, dropped on `drop`. */
export async function cloneDatabase() {
  const adminUrl = inject("adminUrl");
  const name = `lumicloud_test_${randomBytes(6).toString("hex")}`;
  await asAdmin(adminUrl, `create database ${name} template ${inject("template")}`);
  const url = databaseUrl(adminUrl, name);
  const db = connect(url, { max: 20 });
  return {
    db,
    url,
    async drop() {
      await db.destroy();
      await asAdmin(adminUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

export async function asAdmin(adminUrl: string, statement: string): Promise<void> {
  const client = new pg.Client(adminUrl);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
