/** A moment as iPaymu writes it: WIB (UTC+7), no offset, `2026-11-22 10:00:00`. */
export function wib(at: Date): string {
  return shiftedToJakarta(at).slice(0, 19).replace("T", " ");
}

/** A moment as the X-Timestamp header carries it: `2026-11-22T10:00:00+07:00`. */
export function wibWithOffset(at: Date): string {
  return `${shiftedToJakarta(at).slice(0, 19)}+07:00`;
}

/** `20261122100000`, the head of an X-External-ID. */
export function wibDigits(at: Date): string {
  return wib(at).replace(/\D/g, "");
}

function shiftedToJakarta(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString();
}
