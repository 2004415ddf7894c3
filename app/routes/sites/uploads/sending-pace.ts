/** Where an archive is on its way. Bytes; seconds. */
export type Progress = {
  state: "sending" | "waiting" | "paused" | "finishing";
  sentBytes: number;
  /** Over the last seconds; null while it is not known. */
  bytesPerSecond: number | null;
  secondsLeft: number | null;
};

const SPEED_OVER_MS = 8_000;

/** Reckons the speed over the last eight seconds of sending, so that it neither jumps nor remembers a pause. */
export function createPace(totalBytes: number) {
  let samples: { at: number; bytes: number }[] = [];
  return {
    forget(): void {
      samples = [];
    },
    mark(state: Progress["state"], sentBytes: number, at = performance.now()): Progress {
      if (state !== "sending") samples = [];
      else samples = [...samples.filter((one) => at - one.at < SPEED_OVER_MS), { at, bytes: sentBytes }];
      const first = samples[0];
      const seconds = first ? (at - first.at) / 1000 : 0;
      const bytesPerSecond = first && seconds >= 0.5 ? Math.max(0, sentBytes - first.bytes) / seconds : null;
      const secondsLeft = bytesPerSecond ? (totalBytes - sentBytes) / bytesPerSecond : null;
      return { state, sentBytes, bytesPerSecond, secondsLeft };
    },
  };
}
