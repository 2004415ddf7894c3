import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { test } from "#app/test/fixtures.ts";
import { openStore, TooLarge } from "./storage.server.ts";

async function* chunks(...parts: string[]) {
  for (const part of parts) yield Buffer.from(part);
}

async function keysOf(store: ReturnType<typeof openStore>) {
  const keys: string[] = [];
  for await (const { key } of store.list()) keys.push(key);
  return keys;
}

test("what is written can be read, measured, listed and removed", async ({ store }) => {
  const sha256 = createHash("sha256").update("halo dunia").digest("hex");
  expect(await store.write("uploads/a.zip", chunks("halo ", "dunia"), { limitBytes: 10 })).toEqual({
    size: 10,
    sha256,
  });
  expect(await store.size("uploads/a.zip")).toBe(10);
  expect(Buffer.concat(await store.read("uploads/a.zip").toArray()).toString()).toBe("halo dunia");
  expect(await keysOf(store)).toEqual(["uploads/a.zip"]);
  await store.remove("uploads/a.zip");
  await store.remove("uploads/a.zip");
  expect(await store.size("uploads/a.zip")).toBeNull();
});

test("one byte over the limit leaves nothing", async ({ store }) => {
  await expect(store.write("a", chunks("12345", "6"), { limitBytes: 5 })).rejects.toThrow(TooLarge);
  expect(await keysOf(store)).toEqual([]);
});

test("a stream that breaks leaves nothing, and the older file whole", async ({ store }) => {
  async function* cut() {
    yield Buffer.from("new");
    throw new Error("cut");
  }
  await store.write("a", chunks("old"), { limitBytes: 9 });
  await expect(store.write("a", cut(), { limitBytes: 9 })).rejects.toThrow("cut");
  expect(fs.readFileSync(store.path("a"), "utf8")).toBe("old");
  expect(await keysOf(store)).toEqual(["a"]);
});

test("no key leaves the folder", async ({ folder }) => {
  const store = openStore(`file:${path.join(folder, "store")}`);
  for (const key of ["../a", "a/../../b", "/etc/passwd", "a//b", "", ".", "a/.", "A", "a\0b", "a\\b"]) {
    await expect(store.write(key, chunks("x"), { limitBytes: 9 }), key).rejects.toThrow("Not a storage key");
    expect(() => store.path(key), key).toThrow("Not a storage key");
  }
});

test("an address that is not a folder is refused at once", () => {
  expect(() => openStore("s3:bucket")).toThrow("must start with file:");
});
