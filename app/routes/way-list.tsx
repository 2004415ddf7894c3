import type { ReactNode } from "react";
import { channelName } from "#app/domain/billing/payments/channel-names.ts";
import type { PaymentWay } from "#app/domain/billing/payments/channels.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { useWords } from "#app/ui/words.ts";
import { payWayWords } from "./pay-ways.words.ts";

type Props = {
  ways: readonly PaymentWay[];
  /** The buyer bears the channels' fees: each is named. */
  isBuyers: boolean;
  /** The way that was chosen before; the gateway's page when absent. */
  chosen?: string | undefined;
  error?: string | undefined;
  /** On a page that is about more than this, the long lists of banks and shops wait to be unfolded. */
  isFolded?: boolean;
};

/** The gateway's page first, then QRIS, the banks and the shops, each with its fee where the buyer bears it. */
export function WayList({ ways, isBuyers, chosen = "", error, isFolded = false }: Props) {
  const t = useWords(payWayWords);
  const methods = [...new Set(ways.map((way) => way.method))];
  const isPage = !ways.some((way) => nameOf(way) === chosen);
  return (
    <fieldset className="grid gap-4">
      <legend className="mb-1 text-title font-bold">{t.choose}</legend>
      <p className="text-small text-soft">{isBuyers ? t.feeLater : t.noFee}</p>
      {error && <p className="text-small font-semibold text-trouble">{error}</p>}
      <Box>
        <Choice id="way" value="page" isChosen={isPage} title={t.page} detail={t.pageHint} />
      </Box>
      {ways.length === 0 && <p>{t.none}</p>}
      {methods.map((method) => {
        const own = ways.filter((way) => way.method === method);
        const choices = own.map((way) => (
          <Choice
            key={way.channel}
            id={`way-${way.method}-${way.channel}`}
            value={nameOf(way)}
            isChosen={nameOf(way) === chosen}
            title={way.method === "va" ? way.name : (channelName(way.method, way.channel) ?? way.name)}
            detail={[
              ...(own.length === 1 ? [t.hints[method]] : []),
              ...(isBuyers ? [`${t.fee(formatRupiah(way.feeIdr))}.`] : []),
            ].join(" ")}
          />
        ));
        const isOpen = !isFolded || own.length === 1 || own.some((way) => nameOf(way) === chosen);
        return (
          <Method key={method} method={method} count={own.length} isFolded={isFolded} isOpen={isOpen}>
            {choices}
          </Method>
        );
      })}
    </fieldset>
  );
}

const nameOf = (way: PaymentWay) => `${way.method}.${way.channel}`;

type MethodProps = { method: string; count: number; isFolded: boolean; isOpen: boolean; children: ReactNode };

function Method({ method, count, isFolded, isOpen, children }: MethodProps) {
  const t = useWords(payWayWords);
  const title = t.methods[method] ?? method;
  if (count === 1) return <Box>{children}</Box>;
  const hint = <p className="text-small text-soft">{t.hints[method]}</p>;
  if (!isFolded) {
    return (
      <Box>
        <p className="font-bold">{title}</p>
        {hint}
        {children}
      </Box>
    );
  }
  return (
    <details open={isOpen} className="rounded-card border border-edge bg-paper px-4 py-1">
      <summary className="min-h-11 content-center font-semibold">
        {title} <span className="text-small font-normal text-soft">{t.ways(count)}</span>
      </summary>
      {hint}
      <div className="grid gap-1 pb-2">{children}</div>
    </details>
  );
}

function Box({ children }: { children: ReactNode }) {
  return <div className="grid gap-1 rounded-card border border-edge bg-paper p-4">{children}</div>;
}

type ChoiceProps = { id: string; value: string; title: string; detail: string; isChosen: boolean };

function Choice({ id, value, title, detail, isChosen }: ChoiceProps) {
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
