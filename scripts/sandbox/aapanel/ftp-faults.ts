import type { WriteStream } from "node:fs";
import type { Socket } from "node:net";
import { Writable } from "node:stream";
import type { FtpConnection } from "ftp-srv";
import { type Panel, pause } from "./panel.ts";

/** What ftp-srv keeps on a connection beside its declared types. */
export type WithSockets = FtpConnection & { commandSocket: Socket; connector: { socket: Socket | null } };

/** Puts an ordered slowness or cut in front of the file; without an order the file itself is returned. */
export function slowedOrCut(panel: Panel, connection: FtpConnection, file: WriteStream): Writable {
  const slow = panel.faults.take("ftp-slow", "STOR");
  const cut = panel.faults.take("ftp-cut", "STOR");
  const line = panel.faults.take("ftp-line", "STOR");
  if (!slow && !cut && !line) return file;
  const began = Date.now();
  let passed = 0;
  let left = cut ? (cut.bytes ?? 0) : Number.POSITIVE_INFINITY;

  async function pass(piece: Buffer): Promise<void> {
    if (slow) await pause(slow.ms ?? 100);
    passed += piece.length;
    const due = line?.bytes ? began + (passed / line.bytes) * 1000 : 0;
    if (due > Date.now()) await pause(due - Date.now());
    const part = piece.subarray(0, Math.min(left, piece.length));
    await new Promise<void>((resolve, reject) =>
      file.write(part, (error) => (error ? reject(error) : resolve())),
    );
    left -= part.length;
    if (part.length === piece.length) return;
    // A line that breaks takes both connections: ftp-srv would still say 550, which means "refused for good".
    const { connector, commandSocket } = connection as WithSockets;
    commandSocket.resetAndDestroy();
    connector.socket?.resetAndDestroy();
    throw new Error("Connection reset by peer");
  }

  return new Writable({
    write(piece: Buffer, _encoding, next) {
      pass(piece).then(() => next(), next);
    },
    final(next) {
      file.end(next);
    },
    destroy(error, next) {
      file.destroy();
      next(error);
    },
  });
}
