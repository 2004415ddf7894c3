import { randomInt } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { freePort } from "../ports.ts";

const WANTED = {
  app: 3000,
  payment: 3001,
  panel: 3002,
  inbox: 3003,
  sites: 8080,
  tls: 8443,
  names: 5354,
  ftp: 2121,
  smtp: 2525,
  postgres: 54320,
};
export type Ports = typeof WANTED;

/** Ports for a shop that starts beside others: below those the system lends to outgoing connections, each from a place of its own. */
export async function anyPorts(): Promise<Ports> {
  const ports = { ...WANTED };
  for (const name of Object.keys(ports) as (keyof Ports)[])
    ports[name] = await freePort(randomInt(20_000, 32_000));
  return ports;
}

/** A port for each part: those of the last start where they are free, else the next free ones. Never crashes on a taken one. */
export async function choosePorts(folder: string): Promise<Ports> {
  const note = path.join(folder, "ports.json");
  const last: Partial<Ports> = fs.existsSync(note) ? JSON.parse(fs.readFileSync(note, "utf8")) : {};
  const chosen = { ...WANTED };
  const taken = new Set<number>();
  for (const name of Object.keys(WANTED) as (keyof Ports)[]) {
    let port = await freePort(last[name] ?? WANTED[name]);
    while (taken.has(port)) port = await freePort(port + 1);
    taken.add(port);
    chosen[name] = port;
  }
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(note, JSON.stringify(chosen));
  return chosen;
}
