/** A version as people write it: the panel's "82" is "8.2". */
export function phpName(version: string): string {
  return `${version.slice(0, 1)}.${version.slice(1)}`;
}
