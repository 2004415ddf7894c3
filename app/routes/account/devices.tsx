import { Form } from "@remix-run/react";
import { Button } from "#app/ui/button.tsx";
import { formatMoment } from "#app/ui/dates.ts";
import { HiddenField } from "#app/ui/form.tsx";
import { Section } from "#app/ui/page.tsx";
import { StatusMark } from "#app/ui/status-mark.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { deviceName } from "./device.ts";
import { accountWords } from "./words.ts";

type Device = { handle: string; userAgent: string; address: string; lastSeenAt: Date; isThis: boolean };

/** Where the account is logged in, and the buttons that end it there. */
export function Devices({ devices }: { devices: readonly Device[] }) {
  const locale = useLocale();
  const t = useWords(accountWords);
  const columns = [
    { label: t.device },
    { label: t.lastSeen },
    { label: t.address },
    { label: t.act, isAction: true },
  ];
  return (
    <Section title={t.devices} id="devices">
      <p className="mb-3 text-soft">{t.devicesLead}</p>
      <DataTable caption={t.devices} columns={columns}>
        {devices.map(({ handle, userAgent, address, lastSeenAt, isThis }) => {
          const name = deviceName(userAgent, t);
          return (
            <Row key={handle}>
              <Cell>
                <span className="font-semibold">{name}</span>
              </Cell>
              <Cell label={t.lastSeen}>{formatMoment(lastSeenAt, locale)}</Cell>
              <Cell label={t.address} mono>
                {address}
              </Cell>
              <Cell>
                {isThis ? (
                  <span className="whitespace-nowrap">
                    <StatusMark tone="good" label={t.thisDevice} />
                  </span>
                ) : (
                  <EndOne handle={handle} name={name} />
                )}
              </Cell>
            </Row>
          );
        })}
      </DataTable>
      {devices.length > 1 && (
        <Form method="post" className="mt-4">
          <HiddenField name="intent" value="end-others" />
          <Button look="secondary">{t.endOthers}</Button>
        </Form>
      )}
    </Section>
  );
}

function EndOne({ handle, name }: { handle: string; name: string }) {
  const t = useWords(accountWords);
  return (
    <Form method="post">
      <HiddenField name="intent" value="end-session" />
      <HiddenField name="session" value={handle} />
      <Button look="quiet" aria-label={t.endThis(name)}>
        {t.end}
      </Button>
    </Form>
  );
}
