import type { Readable } from "node:stream";
import StreamZip from "node-stream-zip";
import type { EntryWriter } from "./unzip.ts";

const [typeMask, linkType] = [0o170000, 0o120000];

const [atOnce, smallFile] = [16, 256 * 1024];

/** Hands every entry of a ZIP to `write`; nothing at all when the directory at its end cannot be read. */
export async function readZip(file: string, write: EntryWriter): Promise<"tried" | "encrypted"> {
  const zip = new StreamZip.async({ file, skipEntryNameValidation: true });
  try {
    const entries = Object.values(await zip.entries());
    if (entries.some((entry) => (entry.flags & 1) === 1)) return "encrypted";
    const running = new Set<Promise<void>>();
    for (const entry of entries) {
      const name = entry.name.replaceAll("\\", "/");
      const isLink = ((entry.attr >>> 16) & typeMask) === linkType;
      if (entry.isDirectory) await write({ kind: "folder", name });
      else if (isLink) {
        await Promise.all(running);
        const target = await zip.entryData(entry).catch(() => null);
        if (target) await write({ kind: "link", name, target: target.toString("utf8") });
      } else {
        const open = async () => (await zip.stream(entry)) as Readable;
        const whole = entry.size < smallFile ? () => zip.entryData(entry) : undefined;
        const writing = write({ kind: "file", name, open, whole }).finally(() => running.delete(writing));
        running.add(writing);
        if (running.size >= atOnce) await Promise.race(running);
      }
    }
    await Promise.all(running);
  } catch {
    return "tried";
  } finally {
    await zip.close().catch(() => undefined);
  }
  return "tried";
}
