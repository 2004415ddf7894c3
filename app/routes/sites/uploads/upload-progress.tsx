import { Button } from "#app/ui/button.tsx";
import { formatBytes } from "#app/ui/bytes.ts";
import { useLocale, useWords } from "#app/ui/words.ts";
import type { Progress } from "./sending-pace.ts";
import { kitWords } from "./upload-kit.words.ts";

type Props = {
  progress: Progress;
  totalBytes: number;
  onPause: () => void;
  onResume: () => void;
  onCancel: () => void;
};

/** How far an archive is, how fast it goes and how long it still takes, with a pause and an end. */
export function UploadProgress({ progress, totalBytes, onPause, onResume, onCancel }: Props) {
  const t = useWords(kitWords);
  const locale = useLocale();
  const { state, sentBytes, bytesPerSecond, secondsLeft } = progress;
  const parts = [t.sent(formatBytes(sentBytes, locale), formatBytes(totalBytes, locale))];
  if (state === "sending" && bytesPerSecond !== null)
    parts.push(t.speed(formatBytes(Math.round(bytesPerSecond), locale)));
  if (state === "sending" && secondsLeft !== null) parts.push(t.left(timeText(secondsLeft, t)));
  return (
    <div className="grid gap-2">
      <progress
        max={totalBytes}
        value={sentBytes}
        aria-label={t.progress}
        className="h-2 w-full accent-lumi"
      />
      <p className="text-small tabular-nums">{parts.join(" · ")}</p>
      <p role="status">{state === "sending" ? "" : t[state]}</p>
      {state !== "finishing" && (
        <div className="flex flex-wrap gap-3">
          {state === "paused" ? (
            <Button type="button" onClick={onResume}>
              {t.resume}
            </Button>
          ) : (
            <Button type="button" look="secondary" onClick={onPause}>
              {t.pause}
            </Button>
          )}
          <Button type="button" look="quiet" onClick={onCancel}>
            {t.cancel}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Rounded up, in the largest unit that fits: nobody plans by seconds beyond a minute. */
function timeText(seconds: number, t: (typeof kitWords)["id"]): string {
  if (seconds <= 60) return t.seconds(Math.max(1, Math.ceil(seconds)));
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 90 ? t.minutes(minutes) : t.hours(Math.ceil(minutes / 60));
}
