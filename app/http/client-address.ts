/** The Express server sets this header itself on every request, over whatever the client sent. */
const ADDRESS_HEADER = "x-lumi-address";

/** The visitor's network address as our own server saw it, or "unknown" where there is no server (tests). */
export function clientAddress(request: Request): string {
  return request.headers.get(ADDRESS_HEADER)?.slice(0, 64) || "unknown";
}
