import { Resolver } from "node:dns/promises";

/** What really stands under a name, as anybody can ask. Lists hold at most ten entries. */
export type DnsFound = {
  /** "failed": the name servers gave no usable answer, which says nothing about the name. */
  outcome: "answered" | "no-such-name" | "failed";
  a: string[];
  aaaa: string[];
  cname: string[];
  /** The name servers of the zone the name lies in: where its owner edits records. */
  ns: string[];
  /** Who may issue certificates for it (CAA, RFC 8659); null when anybody may. */
  caa: string[] | null;
};

export type DnsLookup = {
  /** Asks for everything about a name (lower-case ASCII). Never throws; takes at most about ten seconds. */
  lookUp(host: string): Promise<DnsFound>;
};

const most = 10;

/**
 * Asks `servers` ("ip" or "ip:port"), or those of the system when the list is empty. Each question has two seconds and
 * two tries.
 */
export function createDns({ servers = [] }: { servers?: string[] } = {}): DnsLookup {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  return {
    async lookUp(host) {
      const [a, aaaa, cname, ns, caa] = await Promise.all([
        ask(() => resolver.resolve4(host)),
        ask(() => resolver.resolve6(host)),
        ask(() => resolver.resolveCname(host)),
        climb(host, (name) => resolver.resolveNs(name)),
        climb(host, (name) => resolver.resolveCaa(name)),
      ]);
      const hasFailed = a === "failed" || aaaa === "failed";
      return {
        outcome: hasFailed ? "failed" : a === "no-such-name" ? "no-such-name" : "answered",
        a: listOf(a).sort(),
        aaaa: listOf(aaaa).sort(),
        cname: listOf(cname),
        ns: ns.sort(),
        // A record that names nobody forbids every issuer.
        caa: caa.length > 0 ? caa.flatMap(({ issue }) => (issue ? [nameIn(issue)] : [])) : null,
      };
    },
  };
}

type Asked<T> = T[] | "no-such-name" | "failed";

async function ask<T>(question: () => Promise<T[]>): Promise<Asked<T>> {
  try {
    return (await question()).slice(0, most);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENODATA") return [];
    return code === "ENOTFOUND" ? "no-such-name" : "failed";
  }
}

function listOf<T>(asked: Asked<T>): T[] {
  return Array.isArray(asked) ? asked : [];
}

/** The answer of the name itself or of the nearest name above it that has one. */
async function climb<T>(host: string, question: (name: string) => Promise<T[]>): Promise<T[]> {
  const labels = host.split(".");
  for (let from = 0; from <= labels.length - 2 && from < 6; from++) {
    const found = listOf(await ask(() => question(labels.slice(from).join("."))));
    if (found.length > 0) return found;
  }
  return [];
}

/** `letsencrypt.org; validationmethods=http-01` → `letsencrypt.org`. */
function nameIn(issue: string): string {
  return (issue.split(";")[0] ?? "").trim().toLowerCase();
}
