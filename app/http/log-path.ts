/** An address as a log may have it: the links sent by e-mail carry their token in the path. */
export function pathForLog(path: string): string {
  return path.replace(/^\/(verify|reset|pay)\/[^/]+/, "/$1/…");
}
