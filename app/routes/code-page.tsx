import { channelName } from "#app/domain/billing/payments/channel-names.ts";
import type { PaymentCode } from "#app/domain/billing/payments/payment-codes.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { formatMoment, formatTimeLeft } from "#app/ui/dates.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader } from "#app/ui/page.tsx";
import { RefreshHint } from "#app/ui/refresh-hint.tsx";
import type { Tone } from "#app/ui/status-mark.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { CodeSheet } from "./code-sheet.tsx";
import { payWayWords } from "./pay-ways.words.ts";

const TONES: Record<PaymentCode["state"], Tone> = {
  given: "waiting",
  "ran-out": "off",
  lost: "trouble",
  paid: "good",
  credited: "good",
  "wrong-amount": "trouble",
  refunded: "off",
};

type Props = {
  code: PaymentCode & { leftMs: number; seconds: number | null };
  lead: string;
  /** What is paid for, and where another way to pay is chosen. */
  home: { href: string; back: string; see: string };
  waysHref: string;
};

/** A code and what became of it, for the order's owner and for whoever pays by a link. */
export function CodePage({ code, lead, home, waysHref }: Props) {
  const t = useWords(payWayWords);
  const { state, seconds } = code;
  const isOver = state === "ran-out" || state === "lost";
  return (
    <Page width="narrow">
      <PageHeader
        title={t.codeTitle(channelName(code.method, code.channel) ?? "")}
        lead={lead}
        back={{ href: home.href, label: home.back }}
      />
      <State code={code} />
      {code.isGatewaySilent && (
        <div className="mt-4">
          <Notice tone="trouble">{t.silent}</Notice>
        </div>
      )}
      <div className="mt-6 flex flex-wrap gap-3">
        {isOver && <ButtonLink href={waysHref}>{t.again}</ButtonLink>}
        {state === "given" && (
          <ButtonLink href={waysHref} look="secondary">
            {t.other}
          </ButtonLink>
        )}
        {(waysHref !== home.href || !(isOver || state === "given")) && (
          <ButtonLink href={home.href} look={state === "given" || isOver ? "quiet" : "primary"}>
            {home.see}
          </ButtonLink>
        )}
      </div>
      {seconds && (
        <div className="mt-6">
          <RefreshHint seconds={seconds} />
        </div>
      )}
    </Page>
  );
}

function State({ code }: Pick<Props, "code">) {
  const t = useWords(payWayWords);
  const locale = useLocale();
  const { state, expiresAt, leftMs } = code;
  if (state !== "given") {
    return (
      <Notice tone={TONES[state]} title={t.states[state]} role="status">
        {t.next[state]}
      </Notice>
    );
  }
  const until = expiresAt && t.until(formatMoment(expiresAt, locale));
  return (
    <>
      <Notice
        title={until}
        role="status"
      >{`${t.left(formatTimeLeft(leftMs, locale))} ${t.automatic}`}</Notice>
      <CodeSheet code={code} />
    </>
  );
}
