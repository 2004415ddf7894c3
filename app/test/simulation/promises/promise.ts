import type { Db } from "#db/client.ts";
import type { Worker } from "../jobs.ts";
import type { Touched } from "../touches.ts";
import type { World } from "../world.ts";

/** What a rule looks at. */
export type Checked = {
  world: World;
  books: Db;
  worker: Worker;
  now: Date;
  /** Nothing has been wrong since then, in milliseconds. */
  quietSince: number;
  /** Whose rows were written since the last look, or everybody. */
  users: string[];
  /** What was written since the last look; null where everything is looked at. */
  touched: Touched | null;
  /** The nightly comparison comes only every so many days. */
  compareEvery: number;
};

/** Returns what is wrong. */
export type Rule = (checked: Checked) => Promise<string[]>;
