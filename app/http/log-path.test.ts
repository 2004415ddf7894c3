import { expect, test } from "vitest";
import { pathForLog } from "./log-path.ts";

test.for([
  ["/pay/very-secret", "/pay/…"],
  ["/pay/very-secret.data", "/pay/…"],
  ["/verify/very-secret", "/verify/…"],
  ["/reset/very-secret", "/reset/…"],
  ["/orders/LC-2026-000001/pay", "/orders/LC-2026-000001/pay"],
] as const)("%s is logged as %s", ([path, logged]) => {
  expect(pathForLog(path)).toBe(logged);
});
