import type { AppLoadContext } from "@remix-run/node";

/**
 * A long answer as a body that is read no faster than the visitor takes it. Remix writes what it is given without ever
 * waiting (2.17), so a slow phone would have the whole file held in memory; the server tells us when there is room.
 * The source is ended when the visitor leaves.
 */
export function download(
  source: AsyncIterable<Uint8Array | string>,
  context: AppLoadContext | undefined,
): ReadableStream<Uint8Array> {
  const roomFor = context?.hasRoom;
  const hasRoom = typeof roomFor === "function" ? (roomFor as () => Promise<void>) : async () => undefined;
  const pieces = source[Symbol.asyncIterator]();
  const text = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        await hasRoom();
        const { value, done } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(typeof value === "string" ? text.encode(value) : value);
      },
      cancel: async () => void (await pieces.return?.()),
    },
    // nothing is read ahead of the visitor
    { highWaterMark: 0 },
  );
}
