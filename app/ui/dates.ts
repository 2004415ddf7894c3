import type { Locale } from "./words.ts";

const ZONE = "Asia/Jakarta";

// Made once: making one costs more than a row of a table.
const dates = {
  id: new Intl.DateTimeFormat("id-ID", { timeZone: ZONE, day: "numeric", month: "long", year: "numeric" }),
  en: new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, day: "numeric", month: "long", year: "numeric" }),
};
const times = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** `22 November 2026`, in WIB. */
export function formatDate(moment: Date, locale: Locale): string {
  return dates[locale].format(moment);
}

/** `17.05 WIB` in Indonesian, `17:05 WIB` in English. */
export function formatTime(moment: Date, locale: Locale): string {
  const time = times.format(moment);
  return `${locale === "id" ? time.replace(":", ".") : time} WIB`;
}

/** `22 November 2026, 17.05 WIB`. */
export function formatMoment(moment: Date, locale: Locale): string {
  return `${formatDate(moment, locale)}, ${formatTime(moment, locale)}`;
}

/** `480 ms`, `1,2 dtk`, `3 mnt 5 dtk`. */
export function formatDuration(milliseconds: number, locale: Locale): string {
  const [second, minute] = locale === "id" ? ["dtk", "mnt"] : ["s", "min"];
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1).replace(".", locale === "id" ? "," : ".")} ${second}`;
  return `${Math.floor(seconds / 60)} ${minute} ${Math.round(seconds % 60)} ${second}`;
}

/** What is left until a moment, rounded down to whole minutes: `23 menit`, `11 jam 5 menit`, `kurang dari 1 menit`. */
export function formatTimeLeft(milliseconds: number, locale: Locale): string {
  const [hour, minute, little] =
    locale === "id" ? ["jam", "menit", "kurang dari 1 menit"] : ["h", "min", "less than 1 min"];
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return little;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60 > 0 || hours === 0 ? `${minutes % 60} ${minute}` : "";
  return [hours > 0 ? `${hours} ${hour}` : "", rest].filter(Boolean).join(" ");
}
