import { type Action, type Panel, type Params, pause } from "./panel.ts";
import type { Task } from "./state.ts";
import { extractArchive } from "./unzip.ts";

export const taskActions: Record<string, Action> = { get_task_lists };

export type Queue = { wake(): void; stop(): Promise<void> };

/** The panel's separate worker: one task after the other, finished whether it went well or not. */
export function startQueue(panel: Panel): Queue {
  let stopped = false;
  let running: Promise<void> | null = null;
  for (const task of panel.state.tasks) if (task.status === -1) task.status = 0;

  async function work(): Promise<void> {
    while (!stopped && !panel.faults.has("queue-stuck")) {
      const task = panel.state.tasks.find((one) => one.status === 0);
      if (!task) return;
      const slow = panel.faults.take("queue-slow");
      for (let waited = 0; slow && waited < (slow.ms ?? 1000) && !stopped; waited += 50) await pause(50);
      if (stopped) return;
      await runTask(panel, task);
    }
  }
  function wake(): void {
    if (running || stopped) return;
    running = work().finally(() => {
      running = null;
      const waiting = panel.state.tasks.some((task) => task.status === 0);
      if (waiting && !panel.faults.has("queue-stuck")) wake();
    });
  }
  return {
    wake,
    async stop() {
      stopped = true;
      await running;
    },
  };
}

async function runTask(panel: Panel, task: Task): Promise<void> {
  Object.assign(task, { status: -1, exectime: seconds() });
  panel.save();
  await extractArchive(panel, task.sfile, task.dfile).catch(() => undefined);
  Object.assign(task, { status: 1, endtime: seconds() });
  panel.save();
}

/** At most ten rows, the oldest first: on an old panel an unfiltered list never shows a new task. */
function get_task_lists(panel: Panel, params: Params) {
  const wanted = params.get("status");
  const id = params.get("task_id");
  return panel.state.tasks
    .filter((task) => !wanted || (wanted === "-3" ? task.status !== 1 : String(task.status) === wanted))
    .filter((task) => !id || String(task.id) === id)
    .slice(0, 10)
    .map((task) => ({
      id: task.id,
      name: "Decompress the file",
      type: "2",
      shell: task.sfile,
      other: JSON.stringify({ dfile: task.dfile, password: "" }),
      status: task.status,
      exectime: task.exectime,
      endtime: task.endtime,
      addtime: task.addtime,
      log: "",
    }));
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
