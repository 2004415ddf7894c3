import { type createAgenda, HOUR_MS } from "./clock.ts";
import type { Worker } from "./jobs.ts";
import type { Trouble } from "./scenario.ts";
import type { World } from "./world.ts";

const UNTIL_CLEARED = 1_000_000;

/** What is broken at the moment. While something is, the world may lag behind; afterwards it may not. */
export function createTroubles(world: World, worker: Worker, agenda: ReturnType<typeof createAgenda>) {
  const { clock, ipaymu, aapanel } = world;
  let gatewayDownUntil = 0;
  let panelDownUntil = 0;
  let workerOffUntil = 0;
  let begun = 0;
  let quietSince = clock.now().getTime();

  function lasting(hours: number, end: () => void): number {
    const until = clock.now().getTime() + hours * HOUR_MS;
    quietSince = Math.max(quietSince, until);
    agenda.plan(until, async () => {
      if (clock.now().getTime() >= until) end();
    });
    return until;
  }

  const begin: Record<Trouble["kind"], (size: number) => void> = {
    "gateway-down": (size) => {
      ipaymu.faults.set({ on: "any", kind: "500", times: UNTIL_CLEARED });
      gatewayDownUntil = lasting(Math.min(size, 60), () => {
        if (clock.now().getTime() >= gatewayDownUntil) ipaymu.faults.clear();
      });
    },
    "gateway-html": (size) =>
      few(() => ipaymu.faults.set({ on: "any", kind: "502-html", times: (size % 5) + 1 })),
    "gateway-refuses": (size) =>
      few(() => ipaymu.faults.set({ on: "payment", kind: "error", status: 400, times: (size % 3) + 1 })),
    "gateway-cut-after-work": (size) =>
      few(() => ipaymu.faults.set({ on: "any", kind: "reset-after", times: (size % 5) + 1 })),
    "gateway-garbage": (size) =>
      few(() => ipaymu.faults.set({ on: "any", kind: "garbage", times: (size % 5) + 1 })),
    "gateway-slow": () => few(() => ipaymu.faults.set({ on: "any", kind: "delay", ms: 500, times: 1 })),
    "panel-down": (size) => {
      aapanel.faults.set({ kind: "http-500", times: 0 });
      panelDownUntil = lasting((size % 16) + 1, () => {
        if (clock.now().getTime() >= panelDownUntil) aapanel.faults.clear();
      });
    },
    "panel-html-after-work": (size) =>
      few(() => aapanel.faults.set({ kind: "html404-after-work", times: (size % 4) + 1 })),
    "panel-cut-after-work": (size) =>
      few(() => aapanel.faults.set({ kind: "reset-after-work", times: (size % 4) + 1 })),
    "worker-off": (size) => {
      workerOffUntil = Math.max(
        workerOffUntil,
        lasting(size, () => {}),
      );
    },
    "worker-killed": (size) => few(() => worker.killIn(size)),
  };

  /** Something that strikes a few calls and is over in a day at the latest. */
  function few(act: () => void) {
    act();
    lasting(24, () => {
      if (clock.now().getTime() >= gatewayDownUntil) ipaymu.faults.clear();
      if (clock.now().getTime() >= panelDownUntil) aapanel.faults.clear();
    });
  }

  return {
    begin({ kind, size }: Trouble) {
      begun += 1;
      begin[kind](size);
    },
    /** How many so far. */
    begun: () => begun,
    isWorkerOff: () => clock.now().getTime() < workerOffUntil,
    workerBackAt: () => workerOffUntil,
    /** Since when nothing has been wrong. */
    quietSince: () => quietSince,
    endAll() {
      ipaymu.faults.clear();
      aapanel.faults.clear();
      workerOffUntil = 0;
    },
  };
}

export type Troubles = ReturnType<typeof createTroubles>;
