import "dotenv/config";
import { migrate, migrateDown, migrationStatus } from "#db/migrate.ts";
import { databaseUrlOrExit } from "./database-url.ts";

const url = databaseUrlOrExit("the database to migrate");

const list = (names: string[], nothing: string) => console.log(names.length > 0 ? names.join("\n") : nothing);
try {
  switch (process.argv[2]) {
    case "up":
      list(await migrate(url), "Nothing to migrate.");
      break;
    case "down":
      list(await migrateDown(url), "Nothing to take back.");
      break;
    case "status":
      for (const { name, executedAt } of await migrationStatus(url)) {
        console.log(`${executedAt ? executedAt.toISOString() : "waiting                 "}  ${name}`);
      }
      break;
    default:
      console.error("Usage: migrate up | down | status");
      process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
