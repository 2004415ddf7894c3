import fs from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const Kept = z.object({ url: z.url(), tokens: z.record(z.string(), z.string()) });
type Kept = z.infer<typeof Kept>;

/** Where tokens are kept: readable by their owner only. */
export function keyFile(env: NodeJS.ProcessEnv): string {
  const folder = env.XDG_CONFIG_HOME || path.join(env.HOME || env.USERPROFILE || ".", ".config");
  return path.join(folder, "lumi", "tokens.json");
}

/** What was kept by `login`; null when there is nothing that can be read. */
export async function readKeys(env: NodeJS.ProcessEnv): Promise<Kept | null> {
  const text = await fs.readFile(keyFile(env), "utf8").catch(() => "");
  try {
    return Kept.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Keeps a token for this address, which becomes the one that is used without being named. */
export async function keepKey(env: NodeJS.ProcessEnv, url: string, token: string): Promise<void> {
  const before = await readKeys(env);
  const kept: Kept = { url, tokens: { ...before?.tokens, [url]: token } };
  const file = keyFile(env);
  await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await fs.writeFile(file, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  // the mode above counts only for a new file
  await fs.chmod(file, 0o600);
}
