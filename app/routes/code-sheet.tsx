import { channelName } from "#app/domain/billing/payments/channel-names.ts";
import type { PaymentCode } from "#app/domain/billing/payments/payment-codes.server.ts";
import { formatRupiah } from "#app/domain/catalog/money.ts";
import { Facts } from "#app/ui/facts.tsx";
import { Panel, Section } from "#app/ui/page.tsx";
import { QrCode } from "#app/ui/qr-code.tsx";
import { useWords } from "#app/ui/words.ts";
import { payWayWords } from "./pay-ways.words.ts";

type Shown = Pick<
  PaymentCode,
  "method" | "channel" | "code" | "holder" | "qrPayload" | "totalIdr" | "feeIdr"
>;

/** What somebody needs in hand to pay, to read, copy or print, and the steps that lead there. */
export function CodeSheet({ code }: { code: Shown }) {
  const t = useWords(payWayWords);
  const amount = formatRupiah(code.totalIdr);
  return (
    <div className="mt-6 grid gap-8">
      <Panel>
        {code.qrPayload && (
          <div className="mb-6 grid justify-items-center">
            <QrCode payload={code.qrPayload} label={t.qr(amount)} />
          </div>
        )}
        {code.code && (
          <div className="mb-4">
            <p className="text-small text-soft">{t.numbers[code.method] ?? t.channel}</p>
            <p className="font-mono text-heading font-bold break-words select-all">
              <Digits text={code.code} />
            </p>
          </div>
        )}
        <Facts
          items={[
            {
              label: t.amount,
              value: (
                <span className="grid">
                  <strong className="text-title select-all">{amount}</strong>
                  <span className="text-small text-soft">
                    {code.feeIdr > 0 ? `${t.exact} ${t.feeInside(formatRupiah(code.feeIdr))}` : t.exact}
                  </span>
                </span>
              ),
            },
            { label: t.channel, value: channelName(code.method, code.channel) ?? code.channel },
            ...(code.holder ? [{ label: t.holder, value: code.holder }] : []),
            ...(code.qrPayload ? [{ label: t.payload, value: code.qrPayload, mono: true }] : []),
          ]}
        />
      </Panel>
      <Section title={t.how}>
        <ol className="grid list-decimal gap-2 pl-5">
          {(t.steps[code.method] ?? []).map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </Section>
    </div>
  );
}

/** In groups of four for the eye; there is nothing between them to be copied. */
function Digits({ text }: { text: string }) {
  const groups = text.match(/.{1,4}/g) ?? [];
  return groups.map((group, position) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the groups of one number never move
    <span key={position} className="mr-2 inline-block last:mr-0">
      {group}
    </span>
  ));
}
