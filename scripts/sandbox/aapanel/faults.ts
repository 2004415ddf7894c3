/**
 * What can be ordered to go wrong. Each fault names a kind, may name one action (`AddSite`), and is spent
 * after `times` uses (1 when not said, 0 means until cleared).
 */
export const faultKinds = {
  delay: "answer later (ms)",
  hang: "never answer",
  "http-500": "answer HTTP 500 before the work",
  "html404-before-work": "answer the HTML 404 page before the work",
  "html404-after-work": "do the work, then answer the HTML 404 page",
  "reset-before": "cut the connection before the work",
  "reset-after-work": "do the work, then cut the connection",
  "wrong-key": "answer as if the key were wrong",
  "ip-not-listed": "answer as if our address were not on the panel's list",
  "api-off": "answer as if the API were switched off",
  "host-refused": "answer 403, as a panel bound to another domain does",
  "not-a-panel": "answer 200 with a page, as any web server does",
  "unzip-does-nothing": "UnZip says success and extracts nothing",
  "unzip-drops-last-file": "UnZip says success and leaves the last file out",
  "unzip-corrupts-a-file": "UnZip says success and damages one file",
  "copy-incomplete": "CopyDir says success and leaves one file out",
  "copy-corrupts-a-file": "CopyDir says success and damages one file",
  "switch-ignored": "SetSiteRunPath says success and changes nothing",
  "reload-slow": "nginx takes the new configuration later (ms)",
  "queue-stuck": "queued extractions wait for ever",
  "queue-slow": "a queued extraction waits first (ms)",
  "disk-full": "no room for files (UnZip still says success)",
  "nginx-config-broken": "a broken nginx file: AddSite and AddDomain refused, reloads ignored",
  "php-83-removed": "PHP 8.3 is no longer on the server (a site that is set to it breaks nginx)",
  "php-ignored": "SetPHPVersion says success and changes nothing",
  "rewrites-unread": "the web server reads no rewrite files (as one that is not nginx)",
  "acme-refused": "the certificate authority refuses a name",
  "certificate-ignored": "SetSSL says success and changes nothing",
  "ftp-cut": "cut an FTP upload after so many bytes (bytes)",
  "ftp-login-refused": "refuse an FTP log-in with 530",
  "ftp-line": "FTP uploads come over a line of so many bytes a second (bytes)",
  "ftp-slow": "wait before each piece of an FTP upload (ms)",
} as const;

export type FaultKind = keyof typeof faultKinds;
export type Fault = { kind: FaultKind; action?: string; times?: number; ms?: number; bytes?: number };

export type Faults = {
  set(fault: Fault | Fault[]): void;
  clear(): void;
  list(): Fault[];
  /** Uses one up and returns it, or undefined when none of this kind (and action) is ordered. */
  take(kind: FaultKind, action?: string): Fault | undefined;
  /** Looks without using up: for faults that are a condition rather than an event. */
  has(kind: FaultKind): boolean;
};

export function createFaults(changed: () => void): Faults {
  let ordered: Fault[] = [];
  return {
    set(fault) {
      for (const one of [fault].flat()) {
        if (!isFaultKind(one.kind)) throw new Error(`No such fault: ${String(one.kind)}`);
        ordered.push({ ...one, times: one.times ?? 1 });
      }
      changed();
    },
    clear() {
      ordered = [];
      changed();
    },
    list: () => ordered.map((fault) => ({ ...fault })),
    take(kind, action) {
      const found = ordered.find(
        (fault) => fault.kind === kind && (!fault.action || !action || fault.action === action),
      );
      if (!found) return undefined;
      if (found.times === 1) ordered = ordered.filter((fault) => fault !== found);
      else if (found.times) found.times -= 1;
      return { ...found };
    },
    has: (kind) => ordered.some((fault) => fault.kind === kind),
  };
}

function isFaultKind(kind: unknown): kind is FaultKind {
  return typeof kind === "string" && Object.hasOwn(faultKinds, kind);
}
