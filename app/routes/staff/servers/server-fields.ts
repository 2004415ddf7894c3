import { z } from "zod";
import type { NewServer } from "#app/domain/hosting/servers/server-office.server.ts";
import type { ServerWords } from "./servers.words.ts";

const optional = z.string().trim().max(300).optional().default("");

/** `https://host:port` of what was typed; the secret entrance behind it is no part of API calls. */
function panelUrl(sentence: string) {
  return z
    .string(sentence)
    .trim()
    .max(300, sentence)
    .transform((typed, context) => {
      const url = URL.canParse(typed) ? new URL(typed) : null;
      if (url?.hostname && /^https?:$/.test(url.protocol) && !url.username) return url.origin;
      context.addIssue({ code: "custom", message: sentence });
      return z.NEVER;
    });
}

/** `host:port`; the port may be left out when there is a usual one. */
function hostAndPort(sentence: string, usualPort: number) {
  return z
    .string(sentence)
    .trim()
    .max(260, sentence)
    .regex(/^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i, sentence)
    .transform((typed) => (/:\d+$/.test(typed.replace(/^\[.*\]/, "")) ? typed : `${typed}:${usualPort}`))
    .refine((typed) => URL.canParse(`http://${typed}`), sentence);
}

const HOST = /^(\[[\da-f:.]+\]|[\w.-]{1,253})$/i;
const none = z.literal("").transform(() => null);

function fingerprint(sentence: string) {
  const some = z
    .string()
    .regex(/^([\da-f]{2}:?){32}$/i)
    .transform((typed) => typed.replaceAll(":", "").toUpperCase());
  return optional.pipe(z.union([none, some], sentence));
}

function whole(sentence: string, most: number) {
  return z
    .string(sentence)
    .trim()
    .regex(/^\d{1,6}$/, sentence)
    .transform(Number)
    .refine((value) => value >= 1 && value <= most, sentence);
}

const name = (t: ServerWords) => z.string(t.nameWrong).trim().min(1, t.nameWrong).max(60, t.nameWrong);
const capacity = (t: ServerWords) => whole(t.capacityWrong, 100_000);

/** A panel's key: 32 characters on panels of today. */
export function keyFields(t: ServerWords) {
  return z.object({
    apiKey: z
      .string(t.apiKeyWrong)
      .trim()
      .regex(/^[\w-]{16,128}$/, t.apiKeyWrong),
  });
}

export const addressFields = (t: ServerWords) => z.object({ address: panelUrl(t.addressWrong) });
export const changeFields = (t: ServerWords) => z.object({ name: name(t), capacity: capacity(t) });

export function drainFields(t: ServerWords) {
  const wrong = t.drainReasonWrong;
  return z.object({ reason: z.string(wrong).trim().min(1, wrong).max(200, wrong) });
}

export function pinFields(t: ServerWords) {
  return z.object({
    fingerprint: fingerprint(t.fingerprintWrong).pipe(z.string(t.fingerprintWrong)),
    confirmed: z.literal("yes", t.confirmMissing),
  });
}

/** Where FTP answers, and how; the host may be left out. */
export function ftpFields(t: ServerWords) {
  return z.object({
    ftpHost: z.union([none, z.string().trim().regex(HOST)], t.webAddressWrong),
    ftpPort: whole(t.portWrong, 65_535),
    ftpMode: z.enum(["plain", "tls"], t.portWrong),
    ftpFingerprint: fingerprint(t.fingerprintWrong),
  });
}

/** Everything the form for a new server asks. */
export function newServerFields(t: ServerWords) {
  return z.object({
    ...addressFields(t).shape,
    ...keyFields(t).shape,
    name: name(t),
    fingerprint: fingerprint(t.fingerprintWrong),
    confirmed: z.literal("yes", t.confirmMissing).optional(),
    webAddress: hostAndPort(t.webAddressWrong, 80),
    tlsAddress: z.union([none, hostAndPort(t.webAddressWrong, 443)], t.webAddressWrong),
    ...ftpFields(t).shape,
    capacity: capacity(t),
    sitesRoot: z
      .string(t.sitesRootWrong)
      .trim()
      .max(200, t.sitesRootWrong)
      .regex(/^\/[A-Za-z0-9._/-]+$/, t.sitesRootWrong),
  });
}

/** The FTP address that was meant; without a host it is the one where the sites answer. */
export function toFtp(fields: z.output<ReturnType<typeof ftpFields>>, webAddress: string): NewServer["ftp"] {
  return {
    host: (fields.ftpHost ?? webAddress.replace(/:\d+$/, "")).replace(/^\[|\]$/g, ""),
    port: fields.ftpPort,
    tls: fields.ftpMode === "tls",
    fingerprint: fields.ftpFingerprint,
  };
}

/** The server that was meant. */
export function toNewServer(fields: z.output<ReturnType<typeof newServerFields>>): NewServer {
  const { address: url, apiKey, fingerprint, webAddress, tlsAddress, sitesRoot } = fields;
  return {
    name: fields.name,
    url,
    apiKey,
    fingerprint,
    webAddress,
    tlsAddress,
    ftp: toFtp(fields, webAddress),
    capacity: fields.capacity,
    sitesRoot,
  };
}
