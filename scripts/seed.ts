import "dotenv/config";
import { connect } from "#db/client.ts";
import { seed } from "#db/seed.ts";
import { databaseUrlOrExit } from "./database-url.ts";

const db = connect(databaseUrlOrExit("the database to fill"), { max: 2 });
try {
  await seed(db);
  console.log("The starter plans are in place.");
} catch (error) {
  const isEmpty = (error as { code?: unknown }).code === "42P01";
  console.error(isEmpty ? "The tables are missing: run `npm run migrate` first." : String(error));
  process.exitCode = 1;
} finally {
  await db.destroy();
}
