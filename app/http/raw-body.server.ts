/** After an early refusal this much is read and thrown away, so that a sender can hear the answer. */
const MOST_DRAINED = 512 * 1024 * 1024;
const DRAIN_MILLISECONDS = 20_000;

export type ReceivedBody<T> = { outcome: "written"; value: T } | { outcome: "no-file" | "interrupted" };

/**
 * Hands a request's whole body to `write` as a stream that is read no faster than it is taken. The stream throws when
 * the sender is cut off; then, and when there is no body, nothing may be kept. Rejects only with what `write` threw.
 */
export async function receiveBody<T>(
  request: Request,
  write: (stream: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<ReceivedBody<T>> {
  const reader = request.body?.getReader();
  if (!reader) return { outcome: "no-file" };
  let isCut = false;
  let isDone = false;
  async function next() {
    const piece = await reader?.read().catch(() => {
      isCut = true;
      return null;
    });
    isDone = !piece || piece.done;
    return piece?.value;
  }
  async function* pieces() {
    for (let piece = await next(); piece; piece = await next()) yield piece;
    if (isCut) throw new Error("interrupted");
  }
  try {
    return { outcome: "written", value: await write(pieces()) };
  } catch (error) {
    if (isCut) return { outcome: "interrupted" };
    throw error;
  } finally {
    const deadline = Date.now() + DRAIN_MILLISECONDS;
    let drained = 0;
    while (!isDone && drained < MOST_DRAINED && Date.now() < deadline) drained += (await next())?.length ?? 0;
  }
}
