import { type FileUpload, parseFormData } from "@mjackson/form-data-parser";

/** How much of a file may wait in memory until it is taken. */
const MOST_UNREAD = 1024 * 1024;
/** Everything in the form that is not the file: boundaries, headers, text fields. */
const MOST_TEXT = 128 * 1024;
/** After a refusal the rest is read and thrown away, so that a browser still sending can hear the answer. */
const MOST_DRAINED = 512 * 1024 * 1024;
const DRAIN_MILLISECONDS = 20_000;

type Failure = "no-file" | "several-files" | "not-a-form" | "interrupted";
export type ReceivedFile<T> = { outcome: "written"; value: T } | { outcome: Failure };

type Receiver<T> = {
  fieldName: string;
  /**
   * Takes the file. The stream ends only when the whole form was read and is in order, and throws otherwise: what
   * `write` does after the stream's end is never done for half a form. It may return early; the rest is not read.
   */
  write: (file: { name: string; stream: AsyncIterable<Uint8Array> }) => Promise<T>;
};

/**
 * Reads a multipart form with one file as a stream. The parser takes whatever it is given without waiting for the
 * handler, so the body it gets pauses while more than 1 MiB is unread. Rejects only with what `write` threw itself.
 */
export async function receiveFile<T>(
  request: Request,
  { fieldName, write }: Receiver<T>,
): Promise<ReceivedFile<T>> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\s*;/i.test(type) || !request.body) return { outcome: "not-a-form" };
  const intake = openIntake(request.body);
  let writing: Promise<T> | undefined;

  function take(file: FileUpload): null {
    const isWanted = file.fieldName === fieldName && file.name !== "";
    if (isWanted && writing) intake.fail("several-files");
    if (!isWanted || writing) return null;
    writing = write({ name: file.name, stream: intake.follow(file.stream()) });
    // taken, broken or given up: nothing more is needed from the form
    writing.then(intake.stop, intake.stop);
    return null;
  }

  const form = new Request(request.url, {
    method: "POST",
    headers: { "content-type": type },
    body: intake.body,
    duplex: "half",
  } as RequestInit);
  await parseFormData(form, take).then(intake.end, ({ message }: Error) => {
    // what follows the last boundary means nothing, says the standard; this parser minds
    if (message === "Unexpected data after end of stream") return intake.end();
    intake.fail(message === "Unexpected end of stream" ? "interrupted" : "not-a-form");
  });
  return finish(intake, writing);
}

async function finish<T>(intake: Intake, writing: Promise<T> | undefined): Promise<ReceivedFile<T>> {
  try {
    const value = await writing;
    const failure = intake.failure();
    if (failure) return { outcome: failure };
    return writing ? { outcome: "written", value: value as T } : { outcome: "no-file" };
  } catch (error) {
    const failure = intake.failure();
    if (failure) return { outcome: failure };
    throw error;
  } finally {
    await intake.drain();
  }
}

type Intake = ReturnType<typeof openIntake>;

/** The request's body, handed on in pieces no faster than the file in it is taken. */
function openIntake(source: ReadableStream<Uint8Array>) {
  const reader = source.getReader();
  let end = () => {};
  const parsed = new Promise<void>((resolve) => {
    end = resolve;
  });
  let failure: Failure | null = null;
  let isStopped = false;
  let isSourceDone = false;
  let fedBefore = 0;
  let fed = 0;
  let taken = 0;
  let openFrom: number | null = null;
  let wake = () => {};
  let giveUp = () => {};

  function fail(reason: Failure): void {
    failure ??= isStopped ? null : reason;
    release();
  }
  function stop(): void {
    isStopped = true;
    release();
  }
  function release(): void {
    end();
    giveUp();
    wake();
  }
  async function next() {
    const piece = await reader.read();
    isSourceDone = piece.done;
    return piece;
  }

  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        while (!failure && !isStopped && openFrom !== null && fed - openFrom - taken > MOST_UNREAD) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        if (openFrom === null && fed - taken > MOST_TEXT) fail("not-a-form");
        if (failure || isStopped) return controller.error(new Error("stopped"));
        try {
          const piece = await next();
          if (piece.done) return controller.close();
          fedBefore = fed;
          fed += piece.value.byteLength;
          controller.enqueue(piece.value);
        } catch {
          isSourceDone = true;
          fail("interrupted");
          controller.error(new Error("cut"));
        }
      },
    },
    { highWaterMark: 0 },
  );

  function follow(stream: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
    const file = stream.getReader();
    openFrom = fedBefore;
    giveUp = () => void file.cancel().catch(() => {});
    return pieces(file);
  }
  async function* pieces(file: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<Uint8Array> {
    for (;;) {
      const { done, value } = await file.read();
      if (failure) throw new Error(failure);
      if (done) break;
      taken += value.byteLength;
      wake();
      yield value;
    }
    openFrom = null;
    wake();
    await parsed;
    if (failure) throw new Error(failure);
  }

  async function drain(): Promise<void> {
    const deadline = Date.now() + DRAIN_MILLISECONDS;
    let drained = 0;
    while (!isSourceDone && drained < MOST_DRAINED && Date.now() < deadline) {
      const piece = await next().catch(() => null);
      if (!piece || piece.done) return;
      drained += piece.value.byteLength;
    }
  }

  return { body, follow, fail, stop, end, failure: () => failure, drain };
}
