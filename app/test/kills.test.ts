import { sql } from "kysely";
import { expect } from "vitest";
import { issueInvoice } from "#app/domain/billing/invoices/invoices.server.ts";
import { settleTransaction } from "#app/domain/billing/payments/settlement.server.ts";
import { renewSubscription } from "#app/domain/billing/renewals/renewals.server.ts";
import { provisionWebsite } from "#app/domain/hosting/websites/provisioning.server.ts";
import { switchWebsite } from "#app/domain/hosting/websites/standing.server.ts";
import { Killed } from "./killable.ts";
import { daysAfter } from "./renewing.ts";
import { SALE, type Town, townTest } from "./town.ts";

/*
 * The worker is killed before and after every statement, commit and call of its great deeds. After each death the same
 * job runs again, and the books, the queue and the panel must be what they are when nobody is killed.
 */

type Deed = { userId: string; host: string; run: () => Promise<unknown> };

/** Does a deed again and again, dying one step later each time until it lives; returns how often it died. */
async function dieEverywhere(town: Town, prepare: () => Promise<Deed>): Promise<number> {
  const whole = await doOnce(town, prepare);
  expect(whole.diedAt).toBeNull();
  for (let step = 1; ; step++) {
    const { diedAt, picture } = await doOnce(town, prepare, step);
    expect(picture, `killed ${diedAt}`).toEqual(whole.picture);
    if (!diedAt) return step - 1;
  }
}

async function doOnce(town: Town, prepare: () => Promise<Deed>, step?: number) {
  const { fate } = town;
  await town.clearQueue();
  const deed = await prepare();
  fate.arm(step);
  let diedAt: string | null = null;
  await deed.run().catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error;
    diedAt = fate.steps().at(-1) ?? "";
  });
  fate.revive();
  if (diedAt) await deed.run();
  return { diedAt, picture: await town.picture(deed) };
}

const BILL = daysAfter(SALE, 22);
const SUSPENSION = daysAfter(SALE, 32);
const TERMINATION = daysAfter(SALE, 63);
const SLOW = { timeout: 120_000 };

async function suspended(town: Town) {
  const one = await town.sellAndMake();
  await town.renew(one, BILL);
  await town.renew(one, SUSPENSION);
  return one;
}

townTest(
  "killed anywhere while a payment is settled, it counts once and all of it",
  SLOW,
  async ({ town }) => {
    const steps = await dieEverywhere(town, async () => {
      const { trxId, userId, host } = await town.paidOrder();
      return { userId, host, run: () => settleTransaction(town.worker, trxId, SALE) };
    });
    expect(steps).toBeGreaterThan(20);
  },
);

townTest("killed anywhere while a second payment is settled, it is credit once", SLOW, async ({ town }) => {
  await dieEverywhere(town, async () => {
    const { trxId, userId, host, reference } = await town.paidOrder();
    const { trxId: second } = await town.ipaymu.pay(reference, { channel: "bca" });
    await settleTransaction(town.shop, trxId, SALE);
    return { userId, host, run: () => settleTransaction(town.worker, second, SALE) };
  });
});

townTest(
  "killed anywhere while a website is made, there is one site and one account",
  SLOW,
  async ({ town }) => {
    const steps = await dieEverywhere(town, async () => {
      const one = await town.sell();
      return { ...one, run: () => provisionWebsite(town.worker, one, SALE) };
    });
    expect(steps).toBeGreaterThan(30);
  },
);

townTest(
  "killed anywhere while a subscription is suspended, it is suspended once",
  SLOW,
  async ({ town }) => {
    await dieEverywhere(town, async () => {
      const one = await town.sell();
      await town.renew(one, BILL);
      return { ...one, run: () => renewSubscription(town.worker, one, SUSPENSION) };
    });
  },
);

townTest("killed anywhere while a site is switched off, site and account are off", SLOW, async ({ town }) => {
  await dieEverywhere(town, async () => {
    const one = await suspended(town);
    return { ...one, run: () => switchWebsite(town.worker, one, SUSPENSION) };
  });
});

townTest(
  "killed anywhere while a bill of a suspended site is settled, the site comes back",
  SLOW,
  async ({ town }) => {
    await dieEverywhere(town, async () => {
      const one = await suspended(town);
      await town.follow(one, SUSPENSION);
      const trxId = await town.payBill(one, SUSPENSION);
      return {
        ...one,
        async run() {
          await settleTransaction(town.worker, trxId, SUSPENSION);
          await switchWebsite(town.worker, one, SUSPENSION);
        },
      };
    });
  },
);

townTest("killed anywhere while a subscription is terminated, it ends once", SLOW, async ({ town }) => {
  await dieEverywhere(town, async () => {
    const one = await town.sell();
    await town.renew(one, BILL);
    await town.renew(one, SUSPENSION);
    return { ...one, run: () => renewSubscription(town.worker, one, TERMINATION) };
  });
});

townTest("killed anywhere while an invoice is issued, its number is used once", SLOW, async ({ town }) => {
  const steps = await dieEverywhere(town, async () => {
    const one = await town.sell();
    return { ...one, run: () => issueInvoice(town.worker, one, SALE) };
  });
  const { rows } = await sql<{ last: number; issued: number }>`
    select (select last_number from invoice_counters) as last, count(*)::int as issued from invoices`.execute(
    town.db,
  );
  expect(rows).toEqual([{ last: steps + 2, issued: steps + 2 }]);
});
