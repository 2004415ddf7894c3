import { sql } from "kysely";
import { followRedirect } from "#app/domain/hosting/deployments/redirects.server.ts";
import { watchCertificate } from "#app/domain/hosting/domains/certificate-watch.server.ts";
import { issueCertificate } from "#app/domain/hosting/domains/certificates.server.ts";
import { checkDomain } from "#app/domain/hosting/domains/domain-checks.server.ts";
import { addDomain } from "#app/domain/hosting/domains/domains.server.ts";
import { provisionWebsite } from "#app/domain/hosting/websites/provisioning.server.ts";
import { test } from "./fixtures.ts";
import { aPaidWebsite, aServer } from "./hosting.ts";

export const FREE = "toko.situs.test";
/** Certificates of the sandbox begin with the real day. */
export const now = new Date();
export const later = (days: number, hours = 0) =>
  new Date(now.getTime() + days * 86_400_000 + hours * 3_600_000);

export type NamingSite = Awaited<ReturnType<typeof make>>;
type Given = Pick<
  Parameters<typeof issueCertificate>[0],
  "db" | "dns" | "certificates" | "panelOf" | "vault" | "log"
> & {
  transferTo: Parameters<typeof provisionWebsite>[0]["transferTo"];
  aapanel: Parameters<typeof aServer>[0]["aapanel"];
  names: { set(name: string, records: { a?: string[] } | null): void };
};

/** An active website at a free address that leads to its server, to give domains to. */
export const namingTest = test.extend<{ site: NamingSite }>({
  site: async ({ db, dns, certificates, panelOf, vault, log, transferTo, aapanel, names }, use) => {
    await use(await make({ db, dns, certificates, panelOf, vault, log, transferTo, aapanel, names }));
  },
});

async function make(given: Given) {
  const { db, aapanel, names } = given;
  const deps = { ...given, shownMs: 300 };
  await aServer(given, now);
  const ids = await aPaidWebsite(db, FREE, now);
  await provisionWebsite(deps, ids, now);
  names.set(FREE, { a: ["127.0.0.1"] });

  const domainOf = (host: string) =>
    db
      .selectFrom("website_domains")
      .selectAll()
      .where("host", "=", host)
      .orderBy("created_at", "desc")
      .executeTakeFirstOrThrow();
  async function add(host: string) {
    return (await addDomain(db, { ...ids, host, now })).outcome;
  }
  async function check(host: string, at = now) {
    const { id } = await domainOf(host);
    return (await checkDomain(deps, { domainId: id }, at)).outcome;
  }
  return {
    deps,
    ids,
    add,
    check,
    domainOf,
    /** A domain whose DNS is right, added and bound. */
    async bind(host: string) {
      names.set(host, { a: ["127.0.0.1"] });
      await add(host);
      return check(host);
    },
    issue: async (at = now) => (await issueCertificate(deps, ids, at)).outcome,
    watch: async (at = now) => (await watchCertificate(deps, ids, at)).outcome,
    redirect: async (at = now) => (await followRedirect(deps, ids, at)).outcome,
    certificate: () =>
      db
        .selectFrom("website_certificates")
        .selectAll()
        .where("website_id", "=", ids.websiteId)
        .executeTakeFirst(),
    /** Names the panel has bound to the site, sorted. */
    bound: () =>
      aapanel
        .state()
        .domains.map(({ name }) => name)
        .sort(),
    vhost: () => aapanel.state().vhosts[FREE]!,
    /** Kinds of letters that wait. */
    letters: async () => {
      const { rows } = await sql<{ kind: string }>`
        select payload ->> 'kind' as kind from graphile_worker._private_jobs
        where payload ->> 'kind' like 'domain-%' or payload ->> 'kind' like 'certificate-%' order by id`.execute(
        db,
      );
      return rows.map(({ kind }) => kind);
    },
    /** Jobs of one name that wait, with the time they are due. */
    jobs: async (name: string) => {
      const { rows } = await sql<{ runAt: Date }>`
        select run_at as "runAt" from graphile_worker.jobs where task_identifier = ${name}`.execute(db);
      return rows.map(({ runAt }) => runAt);
    },
    matters: async () => {
      const rows = await db
        .selectFrom("attention_items")
        .select("kind")
        .where("resolved_at", "is", null)
        .orderBy("kind")
        .execute();
      return rows.map(({ kind }) => kind);
    },
  };
}
