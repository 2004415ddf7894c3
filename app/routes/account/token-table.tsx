import { Form } from "@remix-run/react";
import type { DeployToken } from "#app/domain/hosting/deployments/deploy-tokens.server.ts";
import { Button } from "#app/ui/button.tsx";
import { formatDate, formatMoment } from "#app/ui/dates.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { HiddenField } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { StatusMark } from "#app/ui/status-mark.tsx";
import { Cell, DataTable, Row } from "#app/ui/table.tsx";
import { useLocale, useWords } from "#app/ui/words.ts";
import { tokensWords } from "./tokens.words.ts";

/** The secret, shown this once, and the two ways to use it. */
export function NewToken({ token, appUrl, host }: { token: string; appUrl: string; host: string }) {
  const t = useWords(tokensWords);
  return (
    <Notice tone="good" role="status" title={t.madeTitle}>
      <p>{t.made}</p>
      <Code>{token}</Code>
      <p>{t.tryIt}</p>
      <Code>{`LUMI_TOKEN=${token} npx lumi deploy ./folder --site ${host} --url ${appUrl}`}</Code>
      <Code>{`curl -F archive=@situs.zip -H "Authorization: Bearer ${token}" ${appUrl}/api/deploy/${host}`}</Code>
    </Notice>
  );
}

function Code({ children }: { children: string }) {
  return <code className="my-2 block rounded-card bg-sunk p-3 text-small break-all">{children}</code>;
}

type Listed = DeployToken & { isExpired: boolean };

/** Every token, and the button that ends one. */
export function TokenTable({ tokens }: { tokens: readonly Listed[] }) {
  const t = useWords(tokensWords);
  const locale = useLocale();
  if (tokens.length === 0) return <EmptyState title={t.empty}>{t.emptyHint}</EmptyState>;
  const { name, site, used, state, action } = t.columns;
  const columns = [{ label: name }, { label: site }, { label: used }, { label: state }];
  return (
    <DataTable caption={t.list} columns={[...columns, { label: action, isAction: true }]}>
      {tokens.map((token) => (
        <Row key={token.id}>
          <Cell>
            <span className="font-semibold break-words">{token.name}</span>
          </Cell>
          <Cell label={site}>
            <span className="wrap-anywhere">{token.host ?? t.everySite}</span>
          </Cell>
          <Cell label={used}>{token.lastUsedAt ? formatMoment(token.lastUsedAt, locale) : t.never}</Cell>
          <Cell label={state}>
            {token.revokedAt || token.isExpired ? (
              <StatusMark tone="off" label={token.revokedAt ? t.revoked : t.expired} />
            ) : (
              <StatusMark tone="good" label={t.until(formatDate(token.expiresAt, locale))} />
            )}
          </Cell>
          <Cell>
            {!token.revokedAt && !token.isExpired && (
              <Form method="post">
                <HiddenField name="intent" value="revoke" />
                <HiddenField name="token" value={token.id} />
                <Button look="quiet" aria-label={t.revokeOf(token.name)}>
                  {t.revoke}
                </Button>
              </Form>
            )}
          </Cell>
        </Row>
      ))}
    </DataTable>
  );
}
