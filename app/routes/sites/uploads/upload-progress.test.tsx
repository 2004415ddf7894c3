// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { renderIn } from "#app/test/render.tsx";
import { createPace, type Progress } from "./sending-pace.ts";
import { UploadProgress } from "./upload-progress.tsx";

afterEach(cleanup);

const MIB = 1024 * 1024;
const pressed: string[] = [];
const draw = (locale: "id" | "en", progress: Partial<Progress>) =>
  renderIn(
    locale,
    <UploadProgress
      progress={{
        state: "sending",
        sentBytes: 5 * MIB,
        bytesPerSecond: null,
        secondsLeft: null,
        ...progress,
      }}
      totalBytes={20 * MIB}
      onPause={() => pressed.push("pause")}
      onResume={() => pressed.push("resume")}
      onCancel={() => pressed.push("cancel")}
    />,
  );

test("says how much is sent, how fast it goes and how long it takes, in both languages", () => {
  draw("id", { bytesPerSecond: 1.5 * MIB, secondsLeft: 10 });
  screen.getByText("5 MB dari 20 MB · 1,5 MB/detik · sisa 10 detik");
  expect(screen.getByRole("progressbar").getAttribute("value")).toBe(String(5 * MIB));
  cleanup();
  draw("en", { bytesPerSecond: 64 * 1024, secondsLeft: 61 });
  screen.getByText("5 MB of 20 MB · 64 KB/s · 2 minutes left");
  cleanup();
  draw("en", { bytesPerSecond: 1024, secondsLeft: 3 * 60 * 60 });
  screen.getByText(/3 hours left/);
});

test("promises no time it does not know", () => {
  draw("id", {});
  screen.getByText("5 MB dari 20 MB");
});

test("a lost connection and a pause are told, and the buttons do what they say", () => {
  draw("id", { state: "waiting", bytesPerSecond: 9, secondsLeft: 9 });
  expect(screen.getByRole("status").textContent).toContain("Sambungan terputus.");
  expect(screen.queryByText(/detik/)).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Jeda" }));
  cleanup();
  draw("id", { state: "paused" });
  fireEvent.click(screen.getByRole("button", { name: "Lanjutkan" }));
  fireEvent.click(screen.getByRole("button", { name: "Batalkan" }));
  expect(pressed).toEqual(["pause", "resume", "cancel"]);
  cleanup();
  draw("id", { state: "finishing" });
  expect(screen.queryByRole("button"), "too late for both").toBeNull();
});

test("the speed is that of the last eight seconds, and a pause is not part of it", () => {
  const pace = createPace(100 * MIB);
  expect(pace.mark("sending", 0, 0)).toMatchObject({ bytesPerSecond: null, secondsLeft: null });
  expect(pace.mark("sending", 10 * MIB, 1000)).toMatchObject({ bytesPerSecond: 10 * MIB, secondsLeft: 9 });
  for (let second = 2; second <= 12; second++) pace.mark("sending", (10 + second) * MIB, second * 1000);
  expect(pace.mark("sending", 23 * MIB, 13_000).bytesPerSecond).toBe(MIB);
  expect(pace.mark("paused", 23 * MIB, 14_000).bytesPerSecond).toBeNull();
  pace.mark("sending", 23 * MIB, 600_000);
  expect(pace.mark("sending", 25 * MIB, 601_000).bytesPerSecond).toBe(2 * MIB);
});
