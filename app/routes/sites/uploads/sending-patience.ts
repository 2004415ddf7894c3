import type { Answer } from "./sending-requests.ts";

/** `unreadable`: the file on this device; `signed-out`; or the server's own sentence. */
export type SendProblem = { code: "unreadable" | "signed-out" | "failing" } | { sentence: string };

/** Thrown when there is nothing to go on with; without a problem somebody wanted it so. */
export class Stopped extends Error {
  readonly problem: SendProblem | null;
  constructor(problem: SendProblem | null) {
    super("stopped");
    this.problem = problem;
  }
}

const PAUSES = [1, 2, 4, 8, 15, 30];
/** The server may fail this often in a row; a missing connection is waited for without end. */
const MOST_FAILURES = 6;

type Patience = {
  isPaused: () => boolean;
  isOver: () => boolean;
  onWait: (state: "paused" | "waiting") => void;
};

/** Repeats requests until the server answered them, with growing pauses that end when the connection is back. */
export function createPatience({ isPaused, isOver, onWait }: Patience) {
  let wake = () => {};

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

  /** Gives the answer that can be gone on with; throws `Stopped` for one that cannot. */
  async function persist(step: () => Promise<Answer>): Promise<Answer> {
    for (let lost = 0, failed = 0; ; ) {
      while (isPaused() && !isOver()) {
        onWait("paused");
        await sleep(2 ** 31 - 1);
      }
      if (isOver()) throw new Stopped(null);
      const answer = await step();
      if (isOver()) throw new Stopped(null);
      if (isPaused()) continue;
      if (answer.isSignedOut) throw new Stopped({ code: "signed-out" });
      const { status } = answer;
      if ((status >= 200 && status < 400) || status === 409) return answer;
      const isLasting = status >= 400 && status < 500 && status !== 422 && status !== 408;
      if (isLasting || (status !== 0 && ++failed >= MOST_FAILURES)) throw new Stopped(problemOf(answer));
      onWait("waiting");
      await sleep(1000 * (PAUSES[Math.min(lost++, PAUSES.length - 1)] ?? 30));
    }
  }

  return { persist, sleep, wake: () => wake() };
}

function problemOf({ body }: Answer): SendProblem {
  return body.problem ? { sentence: body.problem } : { code: "failing" };
}
