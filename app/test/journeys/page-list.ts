import fs from "node:fs";
import routes from "#app/routes.ts";
import type { Prepared } from "./prepared.ts";

export type Person = "visitor" | "customer" | "staff";
type Looks = Partial<Record<Person, string[]>>;

/** Every page of `routes.ts` by its path there, with who looks at it and where. A new page is one line here. */
export function pageList(shop: Prepared): Record<string, Looks> {
  const { site, order, deployment, draft, ended } = shop;
  return {
    "/": { visitor: ["/"], customer: ["/"] },
    pricing: { visitor: ["/pricing", "/pricing?cycle=yearly"] },
    faq: { visitor: ["/faq"] },
    terms: { visitor: ["/terms"] },
    refunds: { visitor: ["/refunds"] },
    contact: { visitor: ["/contact"] },
    register: { visitor: ["/register"] },
    login: { visitor: ["/login"] },
    forgot: { visitor: ["/forgot"] },
    "reset/:token": { visitor: ["/reset/nonsense"] },
    verify: { visitor: ["/verify"] },
    "verify/:token": { visitor: ["/verify/nonsense"] },
    "checkout/:plan": { customer: ["/checkout/usaha", "/checkout/usaha?cycle=yearly"] },
    "pay/:token": { visitor: ["/pay/nonsense", shop.link] },
    "pay/:token/:attempt": { visitor: [`${shop.link}/${shop.linkAttempt}`] },
    "payments/:attempt/return": {
      visitor: [`/payments/${shop.attempt}/return`],
      customer: [`/payments/${shop.attempt}/return`],
    },
    orders: { customer: ["/orders", "/orders?status=paid", "/orders?status=cancelled"] },
    "orders/:number": { customer: [order, shop.unpaid, orderOf(shop.codes[0])] },
    "orders/:number/pay": { customer: [`${shop.unpaid}/pay`, `${orderOf(shop.codes[0])}/pay`] },
    "orders/:number/pay/:attempt": { customer: shop.codes },
    "orders/:number/cancel": { customer: [`${shop.unpaid}/cancel`] },
    "orders/:number/invoice": { customer: [`${order}/invoice`] },
    "orders/:number/credit-notes/:note": { customer: [shop.creditNote] },
    dashboard: { customer: ["/dashboard"], staff: ["/dashboard"] },
    "sites/:site": { customer: [site, ended] },
    "sites/:site/ftp": { customer: [`${site}/ftp`] },
    "sites/:site/php": { customer: [`${site}/php`] },
    "sites/:site/delete": { customer: [`${site}/delete`] },
    "sites/:site/domains": { customer: [`${site}/domains`] },
    "sites/:site/logs": { customer: [`${site}/logs`, `${site}/logs?kind=error`] },
    "sites/:site/backups": { customer: [`${site}/backups`, `${ended}/backups`] },
    "sites/:site/backups/:backup/restore": { customer: [shop.backup] },
    "sites/:site/cancel": {
      customer: ["", "?mode=at-term", "?mode=now"].map((query) => `${site}/cancel${query}`),
    },
    "sites/:site/lock": { customer: [`${site}/lock`] },
    "sites/:site/export": { customer: [`${ended}/export`] },
    "sites/:site/plan": { customer: [`${site}/plan`] },
    "sites/:site/plan/:plan/:cycle": {
      customer: [`${site}/plan/bisnis/monthly`, `${site}/plan/usaha/yearly`],
    },
    "sites/:site/uploads": { customer: [`${site}/uploads`] },
    "sites/:site/uploads/:upload": { customer: [shop.upload] },
    "sites/:site/deployments": { customer: [`${site}/deployments`] },
    "sites/:site/deployments/:deployment": { customer: [deployment] },
    "sites/:site/deployments/:deployment/details": { customer: [`${deployment}/details`, draft] },
    "sites/:site/deployments/:deployment/rollback": { customer: [`${deployment}/rollback`] },
    account: { customer: ["/account"], staff: ["/account"] },
    "account/password": { customer: ["/account/password"] },
    "account/invoices": { customer: ["/account/invoices"], staff: ["/account/invoices"] },
    "account/credit": { customer: ["/account/credit"], staff: ["/account/credit"] },
    "account/tokens": { customer: ["/account/tokens"], staff: ["/account/tokens"] },
    staff: { staff: ["/staff"] },
    "staff/safety": { staff: ["/staff/safety"] },
    "staff/orders/:number": { staff: [`/staff${order}`, `/staff${shop.unpaid}`] },
    "staff/coupons": { staff: ["/staff/coupons"] },
    "staff/differences": { staff: ["/staff/differences"] },
    "staff/preview": { staff: ["/staff/preview"] },
    "staff/sites": { staff: ["/staff/sites", "/staff/sites?q=oleh", "/staff/sites?q=tidak-ada"] },
    "staff/sites/:site": { staff: [`/staff${site}`, `/staff${ended}`] },
    "staff/servers": { staff: ["/staff/servers"] },
    "staff/servers/new": { staff: ["/staff/servers/new"] },
    "staff/servers/:server": { staff: [`/staff/servers/${shop.server}`] },
    "staff/plans": { staff: ["/staff/plans"] },
    "staff/plans/:plan": { staff: ["/staff/plans/usaha"] },
    "*": { visitor: ["/no-such-page"], customer: ["/orders/LC-2026-999999"] },
  };
}

const orderOf = (code = "") => code.replace(/\/pay\/.*/, "");

/** The pages of `routes.ts`, each with whether its file asks for script; files that end in `.ts` answer no page. */
export function pagesOfRoutes(): { path: string; hasScript: boolean }[] {
  return routes
    .filter(({ file }) => file.endsWith(".tsx"))
    .map(({ path = "/", file }) => ({
      path,
      hasScript: /^export const handle = \{ script: true \}/m.test(fs.readFileSync(`app/${file}`, "utf8")),
    }));
}
