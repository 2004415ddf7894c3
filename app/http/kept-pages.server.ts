import type { EntryContext } from "@remix-run/node";

/** Enough for each page of the storefront in both languages, for visitors and for customers, a few times over. */
const KEPT = 60;

export type KeptPages = ReturnType<typeof keepPages>;

/**
 * Finished pages, by everything they were made from. The pages that say `handle = { isForAll: true }` are the same for
 * everybody, and nothing but their address and their data goes into them: no clock, no visitor. Their data is read for
 * each visit; while it is what it was, so is the page, and a changed price makes another page at once.
 */
export function keepPages(limit = KEPT) {
  const pages = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    /** The page as it was made from the same, or as `make` makes it now. The one asked for longest ago makes room. */
    get(madeFrom: string, make: () => Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
      const page = pages.get(madeFrom) ?? make();
      pages.delete(madeFrom);
      pages.set(madeFrom, page);
      for (const oldest of pages.keys()) {
        if (pages.size <= limit) break;
        pages.delete(oldest);
      }
      return page;
    },
  };
}

/** What a page for everybody is made from; null for a page that is not, and for one that shows a failure or a sent form. */
export function whatMakes({ staticHandlerContext, routeModules }: EntryContext, url: string): string | null {
  const { matches, loaderData, actionData, errors } = staticHandlerContext;
  const handle = routeModules[matches.at(-1)?.route.id ?? ""]?.handle as { isForAll?: unknown } | undefined;
  if (handle?.isForAll !== true || errors || actionData) return null;
  return `${url}\n${JSON.stringify(loaderData)}`;
}
