import type { ReactNode } from "react";
import { channelName } from "#app/domain/billing/payments/channel-names.ts";
import type { PaymentWay } from "#app/domain/billing/payments/channels.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { useWords } from "#app/ui/words.ts";
import { payWords } from "./pay.words.ts";

/** The gateway's page first, then QRIS, the banks and the shops, each with its fee where the buyer bears it. */
export function WayList({ ways, isBuyers }: { ways: readonly PaymentWay[]; isBuyers: boolean }) {
  const t = useWords(payWords);
  const methods = [...new Set(ways.map((way) => way.method))];
  return (
    <fieldset className="grid gap-5">
      <legend className="mb-3 text-title font-bold">{t.choose}</legend>
      <p className="text-small text-soft">{isBuyers ? t.feeLater : t.noFee}</p>
      <Box>
        <Choice id="way" value="page" isChosen title={t.page} detail={t.pageHint} />
      </Box>
      {ways.length === 0 && <p>{t.none}</p>}
      {methods.map((method) => (
        <Box key={method}>
          <p className="font-bold">{t.methods[method] ?? method}</p>
          <p className="text-small text-soft">{t.hints[method]}</p>
          {ways
            .filter((way) => way.method === method)
            .map((way) => (
              <Choice
                key={way.channel}
                id={`way-${way.method}-${way.channel}`}
                value={`${way.method}.${way.channel}`}
                title={way.method === "va" ? way.name : (channelName(way.method, way.channel) ?? way.name)}
                detail={isBuyers ? t.fee(formatRupiah(way.feeIdr)) : undefined}
              />
            ))}
        </Box>
      ))}
    </fieldset>
  );
}

function Box({ children }: { children: ReactNode }) {
  return <div className="grid gap-1 rounded-card border border-edge bg-paper p-4">{children}</div>;
}

type ChoiceProps = { id: string; value: string; title: string; detail?: string; isChosen?: boolean };

function Choice({ id, value, title, detail, isChosen = false }: ChoiceProps) {
  return (
    <label htmlFor={id} className="flex min-h-11 items-start gap-3 py-2">
      <input
        type="radio"
        id={id}
        name="way"
        value={value}
        defaultChecked={isChosen}
        className="mt-1 size-5 shrink-0 accent-current"
      />
      <span className="grid">
        <span className="font-semibold">{title}</span>
        {detail && <span className="text-small text-soft">{detail}</span>}
      </span>
    </label>
  );
}
