import { expect } from "vitest";
import { Killed } from "#app/test/killable.ts";
import { SALE, townTest as test } from "#app/test/town.ts";
import { followRedirect } from "../deployments/redirects.server.ts";
import { issueCertificate } from "./certificates.server.ts";
import { unbindDomain } from "./domain-binding.server.ts";
import { checkDomain } from "./domain-checks.server.ts";
import { addDomain, removeDomain } from "./domains.server.ts";

const DAY_MS = 86_400_000;

test("killed anywhere while a domain is bound, certified and let go, it is done once and whole", {
  timeout: 170_000,
}, async ({ town, names, dns, certificates, authority }) => {
  const { db, fate, aapanel } = town;
  const one = await town.sellAndMake();
  await db.updateTable("plans").set({ max_domains: 100 }).execute();
  names.set(one.host, { a: ["127.0.0.1"] });
  const mortal = { ...town.worker, dns, certificates, shownMs: 2_000 };
  const vhost = () => aapanel.state().vhosts[one.host]!;

  /** Does it until it is through: a death is followed by the same job again. */
  async function survive<T>(step: number, work: () => Promise<T>): Promise<{ result: T; died: boolean }> {
    fate.arm(step);
    const first = await work().catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
      return error;
    });
    fate.revive();
    return first instanceof Killed
      ? { result: await work(), died: true }
      : { result: first as T, died: false };
  }

  let deaths = 0;
  let isThrough = false;
  for (let step = 1; !isThrough; step += 2) {
    // A day and more for each: only so many certificates are asked for in one.
    const at = new Date(SALE.getTime() + step * 2 * DAY_MS);
    authority.setTime(at);
    const host = `mati-${step}.test`;
    names.set(host, { a: ["127.0.0.1"] });
    await addDomain(db, { ...one, host, now: at });
    const { id: domainId } = await db
      .selectFrom("website_domains")
      .select("id")
      .where("host", "=", host)
      .executeTakeFirstOrThrow();

    const bound = await survive(step, () => checkDomain(mortal, { domainId }, at));
    expect(["bound", "still-bound"]).toContain(bound.result.outcome);
    expect(vhost().domains.filter((name) => name === host)).toHaveLength(1);

    const issued = await survive(step, () => issueCertificate(mortal, one, at));
    if (issued.result.outcome !== "on") {
      expect(issued.result.outcome).toBe("too-early");
      const hourLater = new Date(at.getTime() + 3_600_000);
      expect((await issueCertificate(mortal, one, hourLater)).outcome).toBe("on");
    }
    const forced = await survive(step, () => followRedirect(mortal, one, at));
    expect([forced.result.outcome, vhost().redirects]).toEqual(["on", 1]);

    await removeDomain(db, { ...one, domainId, now: at });
    const gone = await survive(step, () => unbindDomain(mortal, { domainId }, at));
    expect(["removed", "nothing-to-do"]).toContain(gone.result.outcome);
    expect(vhost().domains).toEqual([one.host]);
    const died = [bound, issued, forced, gone].filter((run) => run.died).length;
    deaths += died;
    isThrough = died === 0;
  }
  expect(deaths).toBeGreaterThan(50);
});
