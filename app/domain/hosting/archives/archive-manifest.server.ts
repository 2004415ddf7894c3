import readline from "node:readline";
import { z } from "zod";
import type { UploadStore } from "#app/adapters/storage/storage.server.ts";

const Line = z.object({
  path: z.string().min(1),
  size: z.number().int().min(0),
  sha256: z.string().length(64),
  /** Not of the customer's upload: kept from an earlier release, since when and through how many releases. */
  carried: z.object({ since: z.iso.datetime(), releases: z.number().int() }).optional(),
});

/** One file of a release: its path under the release's root, its size in bytes, the SHA-256 of its content (hex). */
export type ManifestEntry = z.infer<typeof Line>;

/**
 * Reads the manifest that `packRelease` wrote, line by line and in the order of the archive. What was carried over from
 * earlier releases is left out unless asked for. Throws when it is broken.
 */
export async function* readManifest(
  { store }: { store: UploadStore },
  manifestKey: string,
  { withCarried = false }: { withCarried?: boolean } = {},
): AsyncGenerator<ManifestEntry> {
  const input = store.read(manifestKey);
  try {
    for await (const line of readline.createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (!line) continue;
      const entry = Line.parse(JSON.parse(line));
      if (withCarried || !entry.carried) yield entry;
    }
  } finally {
    input.destroy();
  }
}
