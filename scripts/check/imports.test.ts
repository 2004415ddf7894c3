import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { findBadImports } from "./imports.ts";

function project(files: Record<string, string>): string {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "lumicloud-imports-"));
  for (const folder of ["app", "db", "scripts"]) fs.mkdirSync(path.join(root, folder));
  fs.writeFileSync(path.join(root, "app", "routes.ts"), `export default [index("routes/orders/order.tsx")]`);
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
  return root;
}

test.each([
  ["app/routes/orders/list.tsx", `import { connect } from "#db/client.ts";`],
  ["app/routes/orders/list.tsx", `import { createIpaymu } from "#app/adapters/ipaymu/ipaymu.server.ts";`],
  ["app/routes/orders/list.tsx", `import { Row } from "../sites/site.tsx";`],
  ["app/routes/orders/list.tsx", `import Order from "./order.tsx";`],
  ["app/routes/orders/list.tsx", `import { Bar } from "./refunds/bar.tsx";`],
  ["app/domain/billing/orders/orders.server.ts", `import { services } from "#app/services.server.ts";`],
  ["app/domain/billing/orders/orders.server.ts", `import { redirect } from "@remix-run/node";`],
  [
    "app/domain/billing/orders/orders.server.ts",
    `import { createIpaymu } from "#app/adapters/ipaymu/ipaymu.server.ts";`,
  ],
  ["app/adapters/mail/mail.server.ts", `import { env } from "#app/env.server.ts";`],
  ["app/ui/table.tsx", `import { services } from "#app/services.server.ts";`],
  ["scripts/sandbox/ipaymu/server.ts", `import { sign } from "#app/adapters/ipaymu/signature.server.ts";`],
])("%s may not say %s", (file, text) => {
  expect(findBadImports(project({ [file]: text }))).toHaveLength(1);
});

test("types of adapters and tables may be named by the domain", () => {
  const text = `import type { PaymentGateway } from "#app/adapters/ipaymu/ipaymu.server.ts";\nimport type { Db } from "#db/client.ts";`;
  expect(findBadImports(project({ "app/domain/billing/orders/orders.server.ts": text }))).toEqual([]);
});

test("pages of one kind share the parts one folder up", () => {
  const text = `import { Row } from "../row.tsx";`;
  expect(findBadImports(project({ "app/routes/orders/refunds/list.tsx": text }))).toEqual([]);
});

test("this project keeps its own rules", () => {
  expect(findBadImports(process.cwd())).toEqual([]);
});
