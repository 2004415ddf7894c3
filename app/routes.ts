import { index, prefix, type RouteConfig, route } from "@remix-run/route-config";

/** Every address, in the order a visitor meets them. */
export default [
  index("routes/storefront/home.tsx"),
  route("pricing", "routes/storefront/pricing.tsx"),
  route("faq", "routes/storefront/faq.tsx"),
  route("terms", "routes/storefront/terms.tsx"),
  route("refunds", "routes/storefront/refunds.tsx"),
  route("contact", "routes/storefront/contact.tsx"),
  route("language", "routes/storefront/language.ts"),

  route("register", "routes/auth/register.tsx"),
  route("login", "routes/auth/login.tsx"),
  route("logout", "routes/auth/logout.ts"),
  route("forgot", "routes/auth/forgot.tsx"),
  route("reset/:token", "routes/auth/reset.tsx"),
  route("verify", "routes/auth/verify-notice.tsx"),
  route("verify/:token", "routes/auth/verify.tsx"),

  route("checkout/:plan", "routes/checkout/new.tsx"),
  route("pay/:token", "routes/pay/pay.tsx"),
  route("payments/:attempt/return", "routes/checkout/return.tsx"),
  ...prefix("orders", [
    index("routes/orders/list.tsx"),
    route(":number", "routes/orders/order.tsx"),
    route(":number/pay", "routes/orders/pay.ts"),
    route(":number/cancel", "routes/orders/cancel.tsx"),
    route(":number/invoice", "routes/orders/invoice.tsx"),
    route(":number/invoice.pdf", "routes/orders/invoice-pdf.ts"),
    route(":number/credit-notes/:note", "routes/orders/credit-note.tsx"),
    route(":number/credit-notes/:note/pdf", "routes/orders/credit-note-pdf.ts"),
  ]),

  route("dashboard", "routes/dashboard/dashboard.tsx"),
  ...prefix("sites/:site", [
    index("routes/sites/site.tsx"),
    route("ftp", "routes/sites/ftp.tsx"),
    route("cancel", "routes/sites/cancel.tsx"),
    route("uploads", "routes/sites/uploads.tsx"),
    route("uploads/:upload", "routes/sites/upload.tsx"),
    route("deployments", "routes/sites/deployments.tsx"),
    route("deployments/:deployment", "routes/sites/deployment.tsx"),
    route("deployments/:deployment/rollback", "routes/sites/rollback.tsx"),
    route("deployments/:deployment/events", "routes/sites/deployment-events.ts"),
  ]),
  route("account", "routes/account/profile.tsx"),
  route("account/password", "routes/account/password.tsx"),
  route("account/invoices", "routes/account/invoices.tsx"),
  route("account/credit", "routes/account/credit.tsx"),
  route("staff", "routes/staff/attention.tsx"),
  route("staff/safety", "routes/staff/safety.tsx"),
  route("staff/invoices.csv", "routes/staff/invoices-csv.ts"),

  route("api/payment/callback", "routes/hooks/payment-callback.ts"),
  route("health", "routes/health.ts"),
  route("ready", "routes/ready.ts"),
  route("*", "routes/storefront/not-found.tsx"),
] satisfies RouteConfig;
