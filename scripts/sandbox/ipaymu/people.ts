import express, { type Response, type Router } from "express";
import { codePage } from "./code-page.ts";
import { type Faults, faultSchema } from "./faults.ts";
import { type Gateway, type PayOptions, SandboxRefused } from "./gateway.ts";
import type { Ledger } from "./ledger.ts";
import { overviewPage } from "./overview-page.ts";
import { paymentPage, returnAddress } from "./payment-page.ts";

/** The pages for people. Forms only; nothing here needs script. */
export function peoplePages(deps: { gateway: Gateway; ledger: Ledger; faults: Faults }): Router {
  const { gateway, ledger, faults } = deps;
  const router = express.Router();
  router.use(express.urlencoded({ extended: false }));

  router.get("/", (_, response) => response.send(overviewPage(ledger, faults)));

  router.post("/faults", (request, response) => {
    if (request.body.do === "clear") faults.clear();
    else {
      const filled = Object.entries(request.body).filter(([key, value]) => key !== "do" && value !== "");
      const numbers = filled.map(([key, value]) => [
        key,
        /^-?\d+$/.test(String(value)) && !isWord(key) ? Number(value) : value,
      ]);
      const fault = faultSchema.safeParse(Object.fromEntries(numbers));
      if (!fault.success)
        return response.status(400).send(overviewPage(ledger, faults, "Gangguan itu tidak ada."));
      faults.set(fault.data);
    }
    response.redirect(303, "/");
  });

  router.post("/transactions/:id", (request, response) => {
    const act: Record<string, (id: string) => void> = {
      pay: (id) => gateway.pay(id),
      expire: (id) => gateway.settle(id, -2),
      settle: (id) => gateway.settle(id, 1),
      refund: (id) => gateway.refund(id),
      forge: (id) => gateway.forge(id, "valid"),
    };
    act[String(request.body.do)]?.(request.params.id);
    response.redirect(303, "/");
  });

  router.get("/code", (request, response) => {
    const asked = String(request.query.code ?? "").replace(/\s/g, "");
    const found = asked === "" ? undefined : findCode(asked);
    if (found !== undefined) gateway.expireIfOverdue(found);
    const problem = asked !== "" && found === undefined ? "Kode itu tidak dikenal." : undefined;
    response.status(problem === undefined ? 200 : 404).send(codePage(asked, found, problem));
  });

  router.post("/code/:id", (request, response) => {
    const one = gateway.get(request.params.id);
    gateway.expireIfOverdue(one);
    // A bank takes no money for a code that has ended.
    if (one.status === 0) endCode(one.id, String(request.body.do));
    response.redirect(303, `/code?code=${one.id}`);
  });

  router.get("/payment/:session", (request, response) => show(request.params.session, response));

  router.get("/payment/:session/back", (request, response) => {
    const session = ledger.session(request.params.session);
    if (session === undefined) return show(request.params.session, response);
    response.redirect(303, returnAddress(session, ledger.transactionsOfSession(session.id).at(-1)));
  });

  router.post("/payment/:session", (request, response) => {
    const session = request.params.session;
    try {
      gateway.choose(session, String(request.body.channel));
    } catch (error) {
      if (error instanceof SandboxRefused) return show(session, response, error.message);
      throw error;
    }
    response.redirect(303, `/payment/${session}`);
  });

  router.post("/payment/:session/:trx", (request, response) => {
    const session = ledger.session(request.params.session);
    const transaction = gateway.get(request.params.trx);
    if (session === undefined) return show(request.params.session, response);
    const after = end(transaction.id, String(request.body.do), readOptions(request.body));
    response.redirect(303, returnAddress(session, after));
  });

  /** A code the way a bank or a counter reads it: one number, whatever the merchant calls the order. */
  function findCode(asked: string) {
    const all = ledger.transactions();
    return all.find((one) => one.paymentNo === asked) ?? all.find((one) => String(one.id) === asked);
  }

  function endCode(trxId: number, does: string) {
    if (does === "pay") gateway.pay(String(trxId));
    if (does === "pay-escrow") gateway.pay(String(trxId), { status: 7 });
    if (does === "fail") gateway.settle(trxId, 5);
    if (does === "expire") gateway.settle(trxId, -2);
  }

  function end(trxId: number, does: string, options: PayOptions) {
    if (does === "fail") return gateway.settle(trxId, 5);
    if (does === "expire") return gateway.settle(trxId, -2);
    const paid = gateway.pay(String(trxId), options);
    // The second payment is a transaction of its own under the same session and reference.
    if (does === "pay-twice") gateway.pay(String(gateway.choose(paid.sessionId, paid.channel).id), options);
    return paid;
  }

  function show(id: string, response: Response, problem?: string) {
    const session = ledger.session(id);
    if (session === undefined) {
      return response.status(404).send(overviewPage(ledger, faults, "Halaman bayar itu tidak dikenal."));
    }
    const transactions = ledger.transactionsOfSession(id);
    for (const one of transactions) gateway.expireIfOverdue(one);
    response.status(problem === undefined ? 200 : 400).send(paymentPage(session, transactions, problem));
  }

  return router;
}

/** The form's words; anything else it says counts as unsaid. */
function readOptions(form: Record<string, unknown>): PayOptions {
  const status = Number(form.status);
  const notify = String(form.notify);
  return {
    status: status === 1 || status === 6 || status === 7 ? status : undefined,
    notify: isNotice(notify) ? notify : undefined,
  };
}

function isNotice(word: string): word is NonNullable<PayOptions["notify"]> {
  return ["once", "twice", "never", "late"].includes(word);
}

/** The kind "500" is a word that looks like a number. */
function isWord(key: string): boolean {
  return key === "kind" || key === "on";
}
