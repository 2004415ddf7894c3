import { LARGEST_CHUNK, SMALLEST_CHUNK } from "#app/domain/hosting/uploads/arrival-chunks.ts";

/** Nothing moved for this long: the connection is taken for lost. */
const SILENCE_MS = 45_000;
const MIB = 1024 * 1024;

/** What the server said; `status` 0 when it could not be heard, `isSignedOut` when it asked to log in. */
export type Answer = {
  status: number;
  isSignedOut: boolean;
  body: { id?: string; receivedBytes?: number; location?: string; problem?: string };
};

type Request = {
  method: "GET" | "POST" | "PUT" | "DELETE";
  url: string;
  body?: URLSearchParams | ArrayBuffer;
  headers?: Record<string, string>;
  onSent?: (bytes: number) => void;
  signal: AbortSignal;
  silenceMs?: number;
};

/** One request that tells how much of it left. Never rejects: a lost connection is an answer with status 0. */
export function ask(request: Request): Promise<Answer> {
  const { method, url, body, headers = {}, onSent, signal, silenceMs = SILENCE_MS } = request;
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    let timer = setTimeout(abort, silenceMs);
    const isAlive = () => {
      clearTimeout(timer);
      timer = setTimeout(abort, silenceMs);
    };
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      const landed = xhr.responseURL && new URL(xhr.responseURL).pathname;
      const isSignedOut = landed !== "" && landed !== new URL(url, location.href).pathname;
      resolve({ status: xhr.status, isSignedOut, body: parse(xhr.responseText) });
    }
    xhr.open(method, url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = ({ loaded }) => {
      isAlive();
      onSent?.(loaded);
    };
    xhr.onprogress = isAlive;
    xhr.onloadend = end;
    signal.addEventListener("abort", abort);
    if (signal.aborted) end();
    else xhr.send(body ?? null);
  });
}

function parse(text: string): Answer["body"] {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

export async function sha256(bytes: BufferSource): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * What a file is known by when it is chosen again: name, size, first and last MiB. A ZIP's last bytes hold the
 * checksums of everything in it, a TAR.GZ's that of the whole. The date is left out: phones give a new one at each choice.
 */
export function fingerprintOf(file: File): Promise<string> {
  const known = [`${file.name}\n${file.size}\n`, file.slice(0, MIB), file.slice(-MIB)];
  return new Blob(known).arrayBuffer().then(sha256);
}

/** The next part's size: about four seconds' worth, so that a lost connection costs little and a fast one is used. */
export function nextSize(bytesPerSecond: number): number {
  return Math.round(Math.min(LARGEST_CHUNK, Math.max(SMALLEST_CHUNK, bytesPerSecond * 4)));
}
