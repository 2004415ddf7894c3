import express, { type Request, type Response, type Router } from "express";
import { z } from "zod";
import type { Callbacks } from "./callbacks.ts";
import { type Faults, faultSchema } from "./faults.ts";
import type { Gateway } from "./gateway.ts";
import type { Ledger } from "./ledger.ts";

const target = z.coerce.string().min(1);
const chooseSchema = z.object({ reference: target, channel: z.string().optional() });
const paySchema = chooseSchema.extend({
  status: z.union([z.literal(1), z.literal(6), z.literal(7)]).optional(),
  amount: z.number().int().positive().optional(),
  notify: z.enum(["once", "twice", "never", "late"]).optional(),
});
const settleSchema = z.object({ trxId: target, status: z.number().int() });
const trxSchema = settleSchema.omit({ status: true });
const forgeSchema = z.object({ reference: target, signature: z.enum(["valid", "wrong"]).default("valid") });

/** `/_control`: the same orders as the exported functions, in JSON, for other processes. */
export function controlApi(deps: {
  gateway: Gateway;
  ledger: Ledger;
  faults: Faults;
  callbacks: Callbacks;
}): Router {
  const { gateway, ledger, faults, callbacks } = deps;
  const router = express.Router();
  router.use(express.json());

  router.get("/state", (_, response) => {
    response.json({
      sessions: ledger.sessions(),
      transactions: ledger.transactions(),
      callbacks: ledger.deliveries(),
      faults: faults.list(),
    });
  });
  order("/pay", paySchema, ({ reference, ...options }) => ({
    trxId: String(gateway.pay(reference, options).id),
  }));
  order("/choose", chooseSchema, ({ reference, channel }) => ({
    trxId: String(gateway.choose(reference, channel).id),
  }));
  order("/expire", trxSchema, ({ trxId }) => gateway.settle(trxId, -2));
  order("/settle", settleSchema, ({ trxId, status }) => gateway.settle(trxId, status));
  order("/refund", trxSchema, ({ trxId }) => gateway.refund(trxId));
  order("/forge", forgeSchema, ({ reference, signature }) => gateway.forge(reference, signature));
  order("/faults", faultSchema, (fault) => {
    faults.set(fault);
    return faults.list();
  });
  order("/reset", z.unknown(), () => {
    ledger.reset();
    faults.clear();
    return { ok: true };
  });
  order("/idle", z.unknown(), async () => {
    await callbacks.idle();
    return { ok: true };
  });
  router.delete("/faults", (_, response) => {
    faults.clear();
    response.json([]);
  });
  return router;

  function order<T>(path: string, schema: z.ZodType<T>, act: (input: T) => object | Promise<object>) {
    router.post(path, async (request: Request, response: Response) => {
      const input = schema.safeParse(request.body);
      if (!input.success) return response.status(400).json({ error: z.prettifyError(input.error) });
      try {
        response.json(await act(input.data));
      } catch (error) {
        response.status(404).json({ error: error instanceof Error ? error.message : String(error) });
      }
    });
  }
}
