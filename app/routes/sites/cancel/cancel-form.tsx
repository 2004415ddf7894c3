import { Form } from "@remix-run/react";
import type { CancelOffer } from "#app/domain/billing/changes/cancellations.server.ts";
import { Button, ButtonLink } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { HiddenField, SelectField, TextField } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Panel, Section } from "#app/ui/page.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { cancelWords } from "./cancel.words.ts";
import { EndingNow } from "./cancel-choices.tsx";

export type CancelProblem = keyof (typeof cancelWords)["id"]["errors"];
type Props = {
  siteId: string;
  offer: CancelOffer;
  mode: "now" | "at-term";
  problem: CancelProblem | null;
  said: { reason: string; note: string };
};

/** The last step: what will happen, why, and the button that does it. */
export function CancelForm({ siteId, offer, mode, problem, said }: Props) {
  const t = useWords(cancelWords);
  const locale = useLocale();
  const end = formatMoment(offer.endsAt, locale);
  const isField = problem === "reason" || problem === "note";
  const reasons = Object.entries(t.reasons).map(([value, label]) => ({ value, label }));
  return (
    <Section title={t.confirmTitle[mode](end)}>
      <Panel>
        <Form method="post" action={`/sites/${siteId}/cancel?mode=${mode}`} className="grid gap-4">
          {problem && !isField && (
            <div role="alert">
              <Notice tone="trouble">{t.errors[problem]}</Notice>
            </div>
          )}
          {mode === "now" ? <EndingNow creditIdr={offer.creditIdr} /> : <p>{t.atTerm(end)}</p>}
          <HiddenField name="mode" value={mode} />
          <HiddenField name="credit" value={String(offer.creditIdr)} />
          <SelectField
            name="reason"
            label={t.reason}
            options={[{ value: "", label: t.pick }, ...reasons]}
            defaultValue={said.reason}
            error={problem === "reason" ? t.errors.reason : undefined}
          />
          <TextField
            name="note"
            label={t.note}
            defaultValue={said.note}
            error={problem === "note" ? t.errors.note : undefined}
          />
          <div className="flex flex-wrap gap-3">
            <Button look="danger">{t.yes[mode]}</Button>
            <ButtonLink href={`/sites/${siteId}`} look="secondary">
              {t.no}
            </ButtonLink>
          </div>
        </Form>
      </Panel>
    </Section>
  );
}
