import readline from "node:readline";
import { z } from "zod";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";

const Line = z.object({
  path: z.string().min(1),
  size: z.number().int().min(0),
  sha256: z.string().length(64),
});

/** One file of a release: its path under the release's root, its size in bytes, the SHA-256 of its content (hex). */
export type ManifestEntry = z.infer<typeof Line>;

/** Reads the manifest that `packRelease` wrote, line by line and in the order of the archive. Throws when it is broken. */
export async function* readManifest(
  { store }: { store: UploadStore },
  manifestKey: string,
): AsyncGenerator<ManifestEntry> {
  const input = store.read(manifestKey);
  try {
    for await (const line of readline.createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line) yield Line.parse(JSON.parse(line));
    }
  } finally {
    input.destroy();
  }
}
