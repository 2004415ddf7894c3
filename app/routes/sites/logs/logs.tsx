import { json, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, type MetaFunction, useLoaderData } from "@remix-run/react";
import { ButtonLink } from "#app/ui/button.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { SelectField, SubmitButton, TextField } from "#app/ui/form.tsx";
import { localeIn, pageMeta } from "#app/ui/meta.ts";
import { Notice } from "#app/ui/notice.tsx";
import { Page, PageHeader, Panel } from "#app/ui/page.tsx";
import { Pagination } from "#app/ui/pagination.tsx";
import { useWords } from "#app/ui/words.ts";
import { pageOf } from "../own-site.server.ts";
import { pageSizes, readLog } from "./log-request.server.ts";
import { logsWords } from "./logs.words.ts";

export const meta: MetaFunction = ({ matches }) => pageMeta(logsWords[localeIn(matches)].title);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { site, kind, filter, size, log } = await readLog({ request, params });
  const all = log.outcome === "read" ? log.lines : [];
  const pages = Math.max(1, Math.ceil(all.length / size));
  const page = Math.min(pageOf(request), pages);
  const lines = all.slice((page - 1) * size, page * size);
  const problem = log.outcome === "read" ? null : log;
  const shown = { siteId: site.id, host: site.address, kind, filter, size, sizes: pageSizes };
  const headers = { "cache-control": "private, no-store" };
  return json({ ...shown, lines, total: all.length, page, pages, problem }, { headers });
}

export default function Logs() {
  const { siteId, host, kind, filter, size, sizes, lines, total, page, pages, problem } =
    useLoaderData<typeof loader>();
  const t = useWords(logsWords);
  const base = `/sites/${siteId}/logs`;
  const query = `kind=${kind}&size=${size}&filter=${encodeURIComponent(filter)}`;
  return (
    <Page>
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: `/sites/${siteId}`, label: host }}
        actions={
          total > 0 && (
            <ButtonLink look="secondary" href={`${base}.txt?${query}`}>
              {t.download}
            </ButtonLink>
          )
        }
      />
      <div className="grid gap-6">
        <Panel>
          <Form method="get" className="grid gap-5 sm:grid-cols-4 sm:items-end">
            <SelectField
              name="kind"
              label={t.kind}
              defaultValue={kind}
              options={[
                { value: "access", label: t.access },
                { value: "error", label: t.error },
              ]}
            />
            <TextField name="filter" label={t.filter} defaultValue={filter} maxLength={100} />
            <SelectField
              name="size"
              label={t.size}
              defaultValue={String(size)}
              options={sizes.map((one) => ({ value: String(one), label: String(one) }))}
            />
            <SubmitButton>{t.show}</SubmitButton>
          </Form>
        </Panel>
        {problem && (
          <Notice tone="trouble" role="alert">
            {problem.outcome === "limited" ? t.limited(problem.minutes) : t.problems[problem.outcome]}
          </Notice>
        )}
        {!problem && total === 0 && <EmptyState title={t.empty}>{t.emptyHint}</EmptyState>}
        {lines.length > 0 && (
          <>
            <p className="text-small text-soft">{t.count(total)}</p>
            <section
              aria-label={t.title}
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
              tabIndex={0}
              className="max-w-full overflow-x-auto rounded-card border border-line bg-paper p-4"
            >
              <pre className="font-mono text-small">{lines.join("\n")}</pre>
            </section>
          </>
        )}
        <Pagination page={page} pages={pages} hrefOf={(to) => `${base}?${query}&page=${to}`} />
        <p className="text-small text-soft">{t.private}</p>
      </div>
    </Page>
  );
}
