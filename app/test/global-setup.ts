import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { migrate } from "#db/migrate.ts";
import { startPostgres } from "#scripts/postgres/embedded.ts";
import { asAdmin, databaseUrl } from "./database.ts";

/** Migrates one template database per run; every test then clones it. */
export default async function setup(project: TestProject) {
  const server = process.env.DATABASE_URL ? given(process.env.DATABASE_URL) : await embedded();
  const template = `lumicloud_template_${process.pid}`;
  await asAdmin(server.url, `drop database if exists ${template} with (force)`);
  await asAdmin(server.url, `create database ${template}`);
  await migrate(databaseUrl(server.url, template));
  project.provide("adminUrl", server.url);
  project.provide("template", template);
  return async () => {
    await asAdmin(server.url, `drop database if exists ${template} with (force)`);
    await server.stop();
  };
}

function given(url: string) {
  return { url, stop: async () => {} };
}

async function embedded() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-test-"));
  fs.chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: path.join(folder, "postgres"), fast: true });
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
