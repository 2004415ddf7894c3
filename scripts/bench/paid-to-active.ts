import { withShop } from "./bench-shop.ts";
import { addCustomers } from "./people.ts";
import { type Bench, ms, percentile, verdict } from "./report.ts";
import { openSale, until } from "./sales.ts";

const LANES = 3;
const BUDGET_MS = 1_000;

/** From the moment the buyer has paid at the gateway until the subscription is active, the notice in between. */
export const bench: Bench = ({ full }) =>
  withShop(async (shop) => {
    const { db, ipaymu } = shop;
    const each = full ? 60 : 20;
    const customers = await addCustomers(db, LANES);
    const took: number[] = [];
    await Promise.all(
      customers.map(async (customer) => {
        for (let sale = 0; sale < each; sale++) {
          const { orderId, referenceId } = await openSale(shop, customer);
          const paid = performance.now();
          await ipaymu.pay(referenceId);
          await until("the subscription is active", 30_000, () =>
            db
              .selectFrom("orders")
              .innerJoin("subscriptions", "subscriptions.id", "orders.subscription_id")
              .select("subscriptions.id")
              .where("orders.id", "=", orderId)
              .where("subscriptions.status", "=", "active")
              .executeTakeFirst(),
          );
          took.push(performance.now() - paid);
        }
      }),
    );
    const p95 = percentile(took, 0.95);
    return [
      {
        name: "paid-to-active",
        measured: `p95 ${ms(p95)}, median ${ms(percentile(took, 0.5))} of ${took.length} sales`,
        budget: `p95 ${ms(BUDGET_MS)}`,
        verdict: verdict(p95 <= BUDGET_MS),
      },
    ];
  });
