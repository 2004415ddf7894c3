import { expect } from "vitest";
import { test } from "#app/test/fixtures.ts";
import { keepLanguage } from "./language.server.ts";

test("a choice of language is kept for that customer alone", async ({ db }) => {
  const people = await db
    .insertInto("users")
    .values(
      ["sari@toko.test", "budi@toko.test"].map((email) => ({ email, name: "Nama", password_hash: "none" })),
    )
    .returning(["id", "email"])
    .execute();
  const sari = people.find((person) => person.email === "sari@toko.test")!;
  await keepLanguage(db, { userId: sari.id, locale: "en" });
  const kept = await db.selectFrom("users").select(["email", "locale"]).orderBy("email").execute();
  expect(kept).toEqual([
    { email: "budi@toko.test", locale: "id" },
    { email: "sari@toko.test", locale: "en" },
  ]);
});
