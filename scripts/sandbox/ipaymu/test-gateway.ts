import { test as base } from "vitest";
import { type IpaymuSandbox, startIpaymuSandbox } from "./server.ts";
import { startShop } from "./test-shop.ts";

type Shop = Awaited<ReturnType<typeof startShop>>;

/** A gateway with short pauses and a shop it can notify, for each test that names them. */
export const test = base.extend<{ gateway: IpaymuSandbox; shop: Shop }>({
  gateway: async ({}, use) => {
    const gateway = await startIpaymuSandbox({ callbacks: { retryMs: [10, 20, 40], lateMs: 60 } });
    await use(gateway);
    await gateway.stop();
  },
  shop: async ({}, use) => {
    const shop = await startShop();
    await use(shop);
    shop.stop();
  },
});
