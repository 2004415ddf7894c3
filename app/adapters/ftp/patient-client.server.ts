import { setTimeout as pause } from "node:timers/promises";
import { type Client, FTPError } from "basic-ftp";

const pausesMs = [200, 1_000, 4_000];

/** Works over one connection from `connect`, as long as it lasts: a cut is tried again with a new one, a refusal (5xx) is final. */
export function createPatientClient(connect: () => Promise<Client>) {
  let client: Client | null = null;
  return {
    async patiently<T>(work: (client: Client) => Promise<T>): Promise<T> {
      for (let tries = 0; ; tries++) {
        try {
          client ??= await connect();
          return await work(client);
        } catch (error) {
          const wait = pausesMs[tries];
          if ((error instanceof FTPError && error.code >= 500) || wait === undefined) throw error;
          client?.close();
          client = null;
          await pause(wait);
        }
      }
    },
    close: () => client?.close(),
  };
}
