import { Form } from "@remix-run/react";
import { type Cure, kindOf } from "#app/domain/billing/safety/difference-kinds.ts";
import type { Difference } from "#app/domain/billing/safety/differences.server.ts";
import { Button } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { HiddenField, TextField } from "#app/ui/form.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { detailsOf } from "./details.ts";
import { differenceWords } from "./differences.words.ts";
import { historyWords } from "./history.words.ts";
import { wordOf } from "./words.ts";

/** A note that was not accepted, kept in its own row's form. */
type Failed = { differenceId: string; note: string; error: string | null };

export function DifferenceList(props: { differences: Difference[]; failed: Failed | null }) {
  const t = useWords(differenceWords);
  const locale = useLocale();
  const columns = [
    { label: t.kind },
    { label: t.about },
    { label: t.since },
    { label: t.action, isAction: true },
  ];
  return (
    <DataTable caption={t.title} columns={columns}>
      {props.differences.map((one) => (
        <Row key={one.id}>
          <Cell>
            <span className="grid gap-0.5">
              <span>{wordOf(t.kinds, one.kind) ?? one.kind}</span>
              {one.healedAt && <span className="text-small text-soft">{t.healing}</span>}
            </span>
          </Cell>
          <Cell label={t.about}>
            <About difference={one} />
          </Cell>
          <Cell label={t.since}>{formatMoment(one.firstSeenAt, locale)}</Cell>
          <Cell>
            <Actions
              difference={one}
              failed={props.failed?.differenceId === one.id && props.failed.error ? props.failed : null}
            />
          </Cell>
        </Row>
      ))}
    </DataTable>
  );
}

/** Names and numbers as both sides have them. */
function About({ difference }: { difference: Difference }) {
  const t = useWords(differenceWords);
  const details = detailsOf(difference.detail, useWords(historyWords).details);
  return (
    <span className="grid gap-0.5">
      <span className="font-mono text-small wrap-anywhere">{difference.subject}</span>
      {difference.orderNumber && <span>{`${t.order} ${difference.orderNumber}`}</span>}
      <span className="text-small break-words text-soft">{details}</span>
    </span>
  );
}

function Actions({ difference, failed }: { difference: Difference; failed: Failed | null }) {
  const t = useWords(differenceWords);
  const cure: Cure | null = kindOf(difference.kind)?.cure ?? null;
  return (
    <span className="grid gap-4">
      {cure && (
        <Form method="post">
          <HiddenField name="intent" value="cure" />
          <HiddenField name="difference" value={difference.id} />
          <Button>{t.cures[cure]}</Button>
        </Form>
      )}
      <Form method="post" className="grid gap-2">
        <HiddenField name="intent" value="dealt" />
        <HiddenField name="difference" value={difference.id} />
        <TextField
          name="note"
          id={`note-${difference.id}`}
          label={t.note}
          hint={t.noteHint}
          defaultValue={failed?.note ?? ""}
          error={failed?.error ?? null}
        />
        <Button look="secondary">{t.dealt}</Button>
      </Form>
    </span>
  );
}
