import "dotenv/config";
import { connect } from "#db/client.ts";
import { seed } from "#db/seed.ts";

const url = process.env.DATABASE_URL;
if (!url) {
  console.error("Set DATABASE_URL to the database to fill.");
  process.exit(1);
}
const db = connect(url, { max: 2 });
await seed(db).finally(() => db.destroy());
console.log("The starter plans are in place.");
