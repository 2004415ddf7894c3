import type { ServerBuild } from "@remix-run/node";
import { matchRoutes } from "react-router-dom";
import { expect, test } from "vitest";
import addresses from "#app/routes.ts";
import { firstWordOf, firstWords, partOf } from "./pages.ts";

type Route = { id: string; parentId?: string; path?: string; index?: boolean; caseSensitive?: boolean };

/** The shop's own addresses, and a few that would be met by more than their first word says. */
const odd: Route[] = [
  { id: "layout", parentId: "root" },
  { id: "in the layout", parentId: "layout", path: "layouts/one" },
  { id: "above", parentId: "root", path: "above" },
  { id: "below", parentId: "above", path: "deep/:name" },
  { id: "beside", parentId: "above", index: true },
  { id: "optional", parentId: "root", path: "en?/manual" },
  { id: "anything", parentId: "root", path: ":anything/news" },
];
const ours: Route[] = (await addresses).map(({ file, path, index }) => ({
  id: file,
  parentId: "root",
  ...(path !== undefined && { path }),
  ...(index !== undefined && { index }),
}));
const all: Route[] = [{ id: "root", path: "" }, ...ours, ...odd];
const byId = Object.fromEntries(all.map((route) => [route.id, route]));
const build = { routes: byId, assets: { routes: byId } } as unknown as ServerBuild;

/** The routes that meet an address, with the names taken from it. */
function met({ routes }: ServerBuild, address: string) {
  type Branch = { id: string; path?: string; children?: Branch[] };
  const below = (parent?: string): Branch[] =>
    Object.values(routes)
      .filter((route) => route?.parentId === parent)
      .map((route) => {
        const { id, path, index } = route as Route;
        const children = below(id);
        return { id, ...(path !== undefined && { path }), ...(index ? { index } : { children }) } as Branch;
      });
  return matchRoutes(below(), address)?.map((match) => [match.route.id, match.params]);
}

const written = all.map(({ path = "" }) => `/${path.replace(/:\w+|\*/g, "one").replaceAll("?", "")}`);
const variants = (address: string) => [
  address,
  `${address}/`,
  `/${address}`,
  `${address}/no/such`,
  address.toUpperCase(),
  address.replace("o", "%6F"),
  `/en${address}`,
];

test("the routes that begin with an address's first word meet it as all of them would", () => {
  const parts = new Map(firstWords(build).map((word) => [word, partOf(build, word)]));
  let narrowed = 0;
  for (const address of [...written, "/above/deep/one", "/above", "/one/news", "/orders/news"].flatMap(
    variants,
  )) {
    const part = parts.get(firstWordOf(address));
    if (!part) continue;
    narrowed++;
    expect(met(part, address), address).toEqual(met(build, address));
  }
  expect(narrowed).toBeGreaterThan(300);
});

test("each word knows its own routes and those that meet anything", () => {
  const known = Object.keys(partOf(build, "pricing").assets.routes);
  expect(known.sort()).toEqual([
    "anything",
    "optional",
    "root",
    "routes/storefront/not-found.tsx",
    "routes/storefront/pricing.tsx",
  ]);
  expect(firstWords(build)).toContain("");
  expect(firstWords(build)).not.toContain("*");
});

test("a page's data is asked for from the routes of the page", () => {
  expect(firstWordOf("/orders.data")).toBe("orders");
  expect(firstWordOf("/sites/one.data")).toBe("sites");
  expect(firstWordOf("/_root.data")).toBe("");
});
