import { addDemoPeople, people } from "#scripts/demo/people.ts";
import type { World } from "./world.ts";

const [sari] = people;
const filled = new WeakSet<World>();

/** Sari, one of the demo's people, logged in with script and on the page where archives of her site are sent. */
export async function sariUploads(world: World, options: { mayBeCut?: boolean } = {}) {
  const { shop, phone } = world;
  if (!filled.has(world)) await addDemoPeople(shop, () => {});
  filled.add(world);
  const { page, context } = await phone({ script: true, ...options });
  await page.goto(`${shop.appUrl}/login`);
  await page.getByLabel(/E-mail/i).fill(sari.email);
  await page.getByLabel("Kata sandi").fill(sari.password);
  await page.getByRole("button", { name: "Masuk" }).click();
  await page.waitForURL(/\/dashboard/);
  await page
    .getByRole("link", { name: /toko-sari/ })
    .first()
    .click();
  await page.getByRole("link", { name: "Unggah situs" }).first().click();
  await page.getByText("Atau seret arsip").waitFor();
  return { page, context };
}
