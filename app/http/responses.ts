/** Ends the request with the 404 page. */
export function notFound(): never {
  throw new Response(null, { status: 404, statusText: "Not Found" });
}

/** A path on this site, or the fallback: never another origin, whatever `next` says. */
export function safePath(next: FormDataEntryValue | null | undefined, fallback: string): string {
  if (typeof next !== "string" || !/^\/(?![/\\])/.test(next)) return fallback;
  const base = "http://here.invalid";
  const url = URL.canParse(next, base) ? new URL(next, base) : undefined;
  // `/.//evil.example` is ours as an address, but its path alone would name another host.
  return url?.origin === base && !url.pathname.startsWith("//") ? url.pathname + url.search : fallback;
}
