import type { UploadStore } from "#app/adapters/storage/storage.server.ts";
import type { Db } from "#db/client.ts";
import { checkTime } from "../safety/clock-guard.server.ts";
import type { Trouble } from "../safety/clock-marks.server.ts";
import { billingTick } from "./renewals.server.ts";

/** The billing run as the clock starts it: first whether time can be believed, then what is due. Safe to repeat. */
export async function runBilling(
  { db, store }: { db: Db; store: UploadStore },
  now: Date,
): Promise<{ queued: number; trouble: Trouble | null }> {
  const trouble = await checkTime({ db, store }, now);
  if (trouble) return { queued: 0, trouble };
  const { queued } = await billingTick(db, now);
  return { queued, trouble: null };
}
