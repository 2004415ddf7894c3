import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";

/** Turns passwords into bcrypt hashes and checks them, away from the thread that answers requests. */
export type Passwords = {
  /** A bcrypt hash of a password of at most 72 bytes. Throws PasswordsBusy when too many wait. */
  hash(password: string): Promise<string>;
  /** Whether the password made this hash. With `null` it spends the same time and answers false. Throws PasswordsBusy. */
  verify(password: string, hash: string | null): Promise<boolean>;
  /** Stops the threads; what still waits is refused. */
  close(): Promise<void>;
};

/** Too many passwords wait already: the visitor is asked to try again in a moment. */
export class PasswordsBusy extends Error {
  override name = "PasswordsBusy";
}
class PasswordsError extends Error {
  override name = "PasswordsError";
}

/** bcrypt reads no further than this; a longer password would be cut silently. */
const LONGEST_PASSWORD_BYTES = 72;

type Options = { cost?: number; threads?: number; longestQueue?: number };
type Task =
  | { name: "hash"; password: string; cost: number }
  | { name: "verify"; password: string; hash: string };
type Job = { task: Task; resolve: (value: string | boolean) => void; reject: (reason: Error) => void };
type Reply = { value: string | boolean } | { problem: string };

/**
 * Two threads, started when the first password comes, and a bounded queue before them. An idle thread never keeps
 * the process alive; a busy one does.
 */
export function createPasswords({ cost = 12, threads = 2, longestQueue = 64 }: Options = {}): Passwords {
  const idle: Worker[] = [];
  const working = new Map<Worker, Job>();
  const waiting: Job[] = [];
  // A hash of nothing anybody knows, as dear to check as a real one.
  const nobody = `$2b$${String(cost).padStart(2, "0")}$${"N".repeat(21)}O${"a".repeat(31)}`;

  function run(task: Task): Promise<string | boolean> {
    if (Buffer.byteLength(task.password) > LONGEST_PASSWORD_BYTES) {
      return Promise.reject(new PasswordsError("A password of more than 72 bytes reached bcrypt"));
    }
    if (waiting.length >= longestQueue)
      return Promise.reject(new PasswordsBusy("The password queue is full"));
    return new Promise((resolve, reject) => {
      waiting.push({ task, resolve, reject });
      next();
    });
  }

  function next(): void {
    if (waiting.length === 0) return;
    const worker = idle.pop() ?? (working.size < threads ? start() : undefined);
    if (!worker) return;
    const job = waiting.shift()!;
    working.set(worker, job);
    worker.ref();
    worker.postMessage(job.task);
  }

  function start(): Worker {
    const worker = openThread();
    worker.on("message", (reply: Reply) => {
      const job = working.get(worker);
      working.delete(worker);
      worker.unref();
      idle.push(worker);
      if ("value" in reply) job?.resolve(reply.value);
      else job?.reject(new PasswordsError(reply.problem));
      next();
    });
    worker.on("error", (cause) => drop(worker, new PasswordsError("A password thread failed", { cause })));
    worker.on("exit", () => drop(worker, new PasswordsError("A password thread ended")));
    return worker;
  }

  function drop(worker: Worker, reason: Error): void {
    working.get(worker)?.reject(reason);
    working.delete(worker);
    const place = idle.indexOf(worker);
    if (place >= 0) idle.splice(place, 1);
    next();
  }

  return {
    hash: (password) => run({ name: "hash", password, cost }).then(String),
    verify: (password, hash) =>
      run({ name: "verify", password, hash: hash ?? nobody }).then((same) => same === true && hash !== null),
    async close() {
      for (const job of waiting.splice(0)) job.reject(new PasswordsBusy("Closing"));
      await Promise.all([...idle, ...working.keys()].map((worker) => worker.terminate()));
    },
  };
}

// The thread's program is text, so that it needs no file of its own beside the source or the built server.
const PROGRAM = `
  const { parentPort, workerData } = require("node:worker_threads");
  // On Linux a thread has a priority of its own; elsewhere this would slow the pages down too.
  if (process.platform === "linux") require("node:os").setPriority(0, 5);
  const bcrypt = require(workerData.bcrypt);
  parentPort.on("message", (task) => {
    try {
      const value = task.name === "hash"
        ? bcrypt.hashSync(task.password, task.cost)
        : bcrypt.compareSync(task.password, task.hash);
      parentPort.postMessage({ value });
    } catch (error) {
      parentPort.postMessage({ problem: String(error.message) });
    }
  });
`;

function openThread(): Worker {
  const bcrypt = createRequire(import.meta.url).resolve("bcryptjs");
  // The flags that load TypeScript in the parent would only slow the thread down.
  return new Worker(PROGRAM, { eval: true, execArgv: [], workerData: { bcrypt } });
}
