import type { EntryContext } from "@remix-run/node";
import { expect, test } from "vitest";
import { keepPages, whatMakes } from "./kept-pages.server.ts";

const page = () => new Uint8Array(1);

test("a page is made once for what it is made from, and again for anything else", () => {
  const kept = keepPages();
  const first = kept.get("one", page);
  expect(kept.get("one", page)).toBe(first);
  expect(kept.get("two", page)).not.toBe(first);
});

test("the page asked for longest ago makes room, so that no list of addresses fills the memory", () => {
  const kept = keepPages(2);
  const [one, two] = [kept.get("one", page), kept.get("two", page)];
  expect(kept.get("one", page)).toBe(one);
  kept.get("three", page);
  expect(kept.get("one", page)).toBe(one);
  expect(kept.get("two", page)).not.toBe(two);
});

test("a page that could not be made is asked for again", () => {
  const kept = keepPages();
  const broken = () => {
    throw new Error("broken");
  };
  expect(() => kept.get("one", broken)).toThrow("broken");
  expect(kept.get("one", page)).toHaveLength(1);
});

const context = (shown: Record<string, unknown>, handle: unknown = { isForAll: true }) =>
  ({
    routeModules: { root: { handle: { isForAll: true } }, pricing: { handle } },
    staticHandlerContext: {
      matches: [{ route: { id: "root" } }, { route: { id: "pricing" } }],
      loaderData: { root: { locale: "id" }, pricing: { price: 49_000 } },
      actionData: null,
      errors: null,
      ...shown,
    },
  }) as unknown as EntryContext;

test("a page is made from its address and all its data", () => {
  const made = whatMakes(context({}), "https://lumi.test/pricing");
  expect(whatMakes(context({}), "https://lumi.test/pricing")).toBe(made);
  expect(whatMakes(context({}), "https://lumi.test/pricing?cycle=yearly")).not.toBe(made);
  for (const loaderData of [
    { root: { locale: "en" }, pricing: { price: 49_000 } },
    { root: { locale: "id" }, pricing: { price: 59_000 } },
  ])
    expect(whatMakes(context({ loaderData }), "https://lumi.test/pricing")).not.toBe(made);
});

test("a failure, the answer to a form and a page of somebody's own are not kept", () => {
  for (const shown of [{ errors: { pricing: new Error() } }, { actionData: { pricing: {} } }])
    expect(whatMakes(context(shown), "https://lumi.test/pricing")).toBeNull();
  for (const handle of [null, {}, { script: true }])
    expect(whatMakes(context({}, handle), "https://lumi.test/pricing")).toBeNull();
});
