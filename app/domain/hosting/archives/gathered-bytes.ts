/**
 * Keeps very many small pieces of bytes for later as few large ones: twenty thousand lines or records are two megabytes so,
 * and several times that as objects.
 */
export function gatherBytes() {
  const settled: Buffer[] = [];
  let latest: Buffer[] = [];
  function settle(): void {
    settled.push(Buffer.concat(latest));
    latest = [];
  }
  return {
    add(bytes: Buffer): void {
      if (latest.push(bytes) === 1_000) settle();
    },
    /** All of it so far, in order. */
    all(): readonly Buffer[] {
      settle();
      return settled;
    },
  };
}
