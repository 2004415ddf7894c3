import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import type { RequestHandler } from "express";

/**
 * The pages, by the first word of their address. Remix tries every route it knows at every request, three times over;
 * an address that begins with `orders` can only be met by routes that do, and by those that meet anything. So each
 * word has a handler that knows these alone. Addresses that begin otherwise are met by the one that knows all.
 */
export function createPages(build: ServerBuild): RequestHandler {
  const handlerFor = (some: ServerBuild) =>
    createRequestHandler({
      build: some,
      mode: "production",
      getLoadContext: (_request, response) => response.locals,
    });
  const everything = handlerFor(build);
  const byWord = new Map(firstWords(build).map((word) => [word, handlerFor(partOf(build, word))]));
  return (request, response, next) => {
    const handle = byWord.get(firstWordOf(request.path)) ?? everything;
    return handle(request, response, next);
  };
}

/** The build with only the routes that an address beginning with `word` can meet, in the same order. */
export function partOf(build: ServerBuild, word: string): ServerBuild {
  const kept = new Set<string | undefined>();
  for (const [id, path] of pathsOf(build)) {
    const [first = ""] = path.split("/");
    if (first !== word && isPlain(first)) continue;
    for (let one: string | undefined = id; one; one = build.routes[one]?.parentId) kept.add(one);
  }
  const only = <T>(routes: Record<string, T>) =>
    Object.fromEntries(Object.entries(routes).filter(([id]) => kept.has(id)));
  return {
    ...build,
    routes: only(build.routes),
    assets: { ...build.assets, routes: only(build.assets.routes) },
  };
}

/** What an address begins with, also when it asks for a page's data. */
export function firstWordOf(address: string): string {
  const word = (address.split("/")[1] ?? "").toLowerCase().replace(/\.data$/, "");
  return word === "_root" ? "" : word;
}

/** The words that at least one route begins with; the first page's is empty. */
export function firstWords(build: ServerBuild): string[] {
  const words = [...pathsOf(build).values()].map((path) => path.split("/")[0] ?? "");
  return [...new Set(words)].filter(isPlain);
}

/** `:name`, `*` and `word?` meet more than themselves. */
function isPlain(segment: string): boolean {
  return /^[a-z0-9.-]*$/.test(segment);
}

/** Each route that can be met, and its whole path without the slash before it. */
function pathsOf({ routes }: ServerBuild): Map<string, string> {
  const parents = new Set(Object.values(routes).map((route) => route.parentId));
  const pathOf = (id: string): string[] => {
    const route = routes[id];
    if (!route) return [];
    return [...(route.parentId ? pathOf(route.parentId) : []), ...(route.path ? [route.path] : [])];
  };
  const ends = Object.keys(routes).filter((id) => !parents.has(id));
  return new Map(ends.map((id) => [id, pathOf(id).join("/").replace(/^\//, "")]));
}
