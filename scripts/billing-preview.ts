import "dotenv/config";
import { parseArgs } from "node:util";
import { type Preview, previewBilling } from "#app/domain/billing/safety/preview.server.ts";
import { previewMoment } from "#app/domain/billing/safety/preview-lines.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { services } from "#app/services.server.ts";
import { formatMoment } from "#app/ui/dates.ts";

const USAGE = `Usage: npm run billing:preview -- --at 2027-01-31 [--json]
  --at    a day or a minute in WIB ("2027-01-31 09:30"), not before now and at most ten years ahead`;

/** Prints what a billing run at a moment would do, and does none of it. */
try {
  const { values } = parseArgs({ options: { at: { type: "string" }, json: { type: "boolean" } } });
  const at = previewMoment(values.at ?? "", new Date());
  if (!at) throw new Error(USAGE);
  const preview = await previewBilling(services, at);
  console.log(values.json ? JSON.stringify(preview, null, 2) : inWords(preview));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await Promise.all([services.db.destroy(), services.passwords.close()]);
}

function inWords({ at, lines, totals, trouble }: Preview): string {
  const rows = lines.map((line) =>
    [
      line.customer,
      line.host ?? "-",
      `${line.statusBefore} → ${line.statusAfter || "?"}`,
      line.trouble ?? line.outcome,
      line.billIdr === null ? "" : `bill ${formatRupiah(line.billIdr)}`,
      line.creditIdr > 0 ? `credit pays ${formatRupiah(line.creditIdr)}` : "",
      line.letters.length > 0 ? `letters: ${line.letters.join(", ")}` : "",
    ]
      .filter(Boolean)
      .join("  "),
  );
  return [
    `A billing run at ${formatMoment(at, "en")}, given today's books, would look at ${totals.subscriptions} subscriptions:`,
    ...rows,
    "",
    `${totals.bills} bills, ${formatRupiah(totals.billedIdr)} · paid from credit: ${totals.paidFromCredit}, ${formatRupiah(totals.paidFromCreditIdr)} · letters: ${totals.letters}`,
    `suspended: ${totals.suspended} · terminated: ${totals.terminated} · held back by the brake: ${totals.heldBack} · could not be worked out: ${totals.troubles}`,
    "Before anything is taken away the gateway is asked; who turns out to have paid keeps it.",
    ...(trouble ? [`The billing run stands still at present: ${trouble}.`] : []),
  ].join("\n");
}
