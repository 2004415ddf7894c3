import { SMALLEST_CHUNK } from "#app/domain/hosting/uploads/arrival-chunks.ts";
import { createPace, type Progress } from "./sending-pace.ts";
import { createPatience, type SendProblem, Stopped } from "./sending-patience.ts";
import { ask, fingerprintOf, nextSize, sha256 } from "./sending-requests.ts";

type Watch = {
  onProgress: (progress: Progress) => void;
  onProblem: (problem: SendProblem) => void;
  onArrived: (location: string) => void;
};

const FIRST_SIZE = 1024 * 1024;

/**
 * Sends a file in parts to a site's uploads, from where an earlier try of the same file ended. Waits out lost
 * connections; never holds more than one part in memory.
 */
export function startSending(file: File, base: string, watch: Watch) {
  let sentBytes = 0;
  let isPaused = false;
  let isOver = false;
  let control = new AbortController();
  let id = "";
  const pace = createPace(file.size);

  function show(state: Progress["state"], sent = sentBytes): void {
    if (!isOver) watch.onProgress(pace.mark(state, sent));
  }

  const { persist, sleep, wake } = createPatience({
    isPaused: () => isPaused,
    isOver: () => isOver,
    onWait: (state) => show(state),
  });

  async function begin(): Promise<void> {
    const fingerprint = await fingerprintOf(file);
    const fields = { name: file.name, size: String(file.size), fingerprint };
    const { body } = await persist(() =>
      ask({ method: "POST", url: base, body: new URLSearchParams(fields), signal: control.signal }),
    );
    id = body.id ?? "";
    sentBytes = body.receivedBytes ?? 0;
    pace.forget();
  }

  async function sendParts(): Promise<void> {
    let size = FIRST_SIZE;
    while (sentBytes < file.size) {
      const from = sentBytes;
      let isUnsure = false;
      const { body } = await persist(async () => {
        const { signal } = control;
        if (isUnsure) {
          // it may have arrived although the answer did not
          const now = await ask({ method: "GET", url: `${base}/${id}`, signal });
          if (now.status !== 200 || now.body.receivedBytes !== from) return now;
        }
        const part = await file.slice(from, from + size).arrayBuffer();
        const headers = {
          "content-type": "application/octet-stream",
          "x-content-sha256": await sha256(part),
        };
        const url = `${base}/${id}?offset=${from}`;
        const onSent = (bytes: number) => show("sending", from + Math.min(bytes, part.byteLength));
        show("sending");
        const began = performance.now();
        const answer = await ask({ method: "PUT", url, body: part, headers, onSent, signal });
        isUnsure = answer.status !== 200;
        const seconds = Math.max(0.01, (performance.now() - began) / 1000);
        // what could not be sent is tried again in smaller parts
        size = isUnsure ? SMALLEST_CHUNK : nextSize(part.byteLength / seconds);
        return answer;
      });
      sentBytes = body.receivedBytes ?? from;
      show("sending");
    }
  }

  async function finish(): Promise<string | null> {
    show("finishing");
    const url = `${base}/${id}`;
    const answer = await persist(() =>
      ask({ method: "POST", url, signal: control.signal, silenceMs: 180_000 }),
    );
    if (answer.body.location) return answer.body.location;
    if (answer.status === 202) await sleep(2000);
    else sentBytes = answer.body.receivedBytes ?? 0;
    return null;
  }

  async function run(): Promise<void> {
    await begin();
    for (;;) {
      await sendParts();
      const location = await finish();
      if (location) return watch.onArrived(location);
    }
  }

  show("sending");
  run().catch((error: unknown) => {
    const isGone = isOver;
    isOver = true;
    if (!(error instanceof Stopped)) return isGone || watch.onProblem({ code: "unreadable" });
    if (error.problem) watch.onProblem(error.problem);
  });

  function interrupt(): void {
    control.abort();
    control = new AbortController();
    wake();
  }

  return {
    pause(): void {
      isPaused = true;
      show("paused");
      interrupt();
    },
    resume(): void {
      isPaused = false;
      show("sending");
      wake();
    },
    /** Stops; the parts that arrived stay for a day. */
    stop(): void {
      isOver = true;
      interrupt();
    },
    /** Stops and has the server forget what arrived. */
    async cancel(): Promise<void> {
      isOver = true;
      interrupt();
      if (id) await ask({ method: "DELETE", url: `${base}/${id}`, signal: new AbortController().signal });
    },
  };
}
