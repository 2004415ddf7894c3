import { SMALLEST_CHUNK } from "#app/domain/hosting/arrival-chunks.ts";
import { type Answer, ask, fingerprintOf, nextSize, sha256 } from "./sending-requests.ts";

/** Where an archive is on its way. Bytes; seconds. */
export type Progress = {
  state: "sending" | "waiting" | "paused" | "finishing";
  sentBytes: number;
  /** Over the last seconds; null while it is not known. */
  bytesPerSecond: number | null;
  secondsLeft: number | null;
};

/** `unreadable`: the file on this device; `signed-out`; or the server's own sentence. */
export type SendProblem = { code: "unreadable" | "signed-out" | "failing" } | { sentence: string };

type Watch = {
  onProgress: (progress: Progress) => void;
  onProblem: (problem: SendProblem) => void;
  onArrived: (location: string) => void;
};

const FIRST_SIZE = 1024 * 1024;
const PAUSES = [1, 2, 4, 8, 15, 30];
/** The server may fail this often in a row; a missing connection is waited for without end. */
const MOST_FAILURES = 6;
const SPEED_OVER_MS = 8_000;

class Stopped extends Error {
  readonly problem: SendProblem | null;
  constructor(problem: SendProblem | null) {
    super("stopped");
    this.problem = problem;
  }
}

/**
 * Sends a file in parts to a site's uploads, from where an earlier try of the same file ended. Waits out lost
 * connections; never holds more than one part in memory.
 */
export function startSending(file: File, base: string, watch: Watch) {
  let sentBytes = 0;
  let isPaused = false;
  let isOver = false;
  let control = new AbortController();
  let wake = () => {};
  let id = "";
  let samples: { at: number; bytes: number }[] = [];

  function show(state: Progress["state"], sent = sentBytes): void {
    if (isOver) return;
    const at = performance.now();
    if (state !== "sending") samples = [];
    else samples = [...samples.filter((one) => at - one.at < SPEED_OVER_MS), { at, bytes: sent }];
    const first = samples[0];
    const seconds = first ? (at - first.at) / 1000 : 0;
    const bytesPerSecond = first && seconds >= 0.5 ? Math.max(0, sent - first.bytes) / seconds : null;
    const secondsLeft = bytesPerSecond ? (file.size - sent) / bytesPerSecond : null;
    watch.onProgress({ state, sentBytes: sent, bytesPerSecond, secondsLeft });
  }

  /** Sleeps until the time is over, the connection is back, or somebody pressed a button. */
  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      addEventListener("online", done);
      wake = done;
      function done() {
        clearTimeout(timer);
        removeEventListener("online", done);
        resolve();
      }
    });
  }

  /** Repeats a request until the server answered it, with growing pauses; stops for good where it must. */
  async function persist(step: () => Promise<Answer>): Promise<Answer> {
    for (let lost = 0, failed = 0; ; ) {
      while (isPaused && !isOver) {
        show("paused");
        await sleep(2 ** 31 - 1);
      }
      if (isOver) throw new Stopped(null);
      const answer = await step();
      if (isOver) throw new Stopped(null);
      if (isPaused) continue;
      if (answer.isSignedOut) throw new Stopped({ code: "signed-out" });
      const { status, body } = answer;
      if (status >= 200 && status < 500 && status !== 422 && status !== 408) {
        if (status < 400 || status === 409) return answer;
        throw new Stopped(body.problem ? { sentence: body.problem } : { code: "failing" });
      }
      if (status !== 0 && ++failed >= MOST_FAILURES)
        throw new Stopped(body.problem ? { sentence: body.problem } : { code: "failing" });
      show("waiting");
      await sleep(1000 * (PAUSES[Math.min(lost++, PAUSES.length - 1)] ?? 30));
    }
  }

  async function begin(): Promise<void> {
    const fingerprint = await fingerprintOf(file);
    const fields = { name: file.name, size: String(file.size), fingerprint };
    const { body } = await persist(() =>
      ask({ method: "POST", url: base, body: new URLSearchParams(fields), signal: control.signal }),
    );
    id = body.id ?? "";
    sentBytes = body.receivedBytes ?? 0;
    samples = [];
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
