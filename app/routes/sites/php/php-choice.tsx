import { Form } from "@remix-run/react";
import type { PhpStanding } from "#app/domain/hosting/websites/php.server.ts";
import { phpName } from "#app/domain/hosting/websites/php-name.ts";
import { Facts } from "#app/ui/facts.tsx";
import { SelectField, SubmitButton } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { Panel } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { phpWords } from "./php.words.ts";

/** Which PHP runs the site's programs now, and the choice of another, or of none. */
export function PhpChoice({ standing }: { standing: PhpStanding }) {
  const t = useWords(phpWords);
  const { version, wanted, problem, isOffered, versions } = standing;
  const isGone = version !== null && versions !== null && !versions.includes(version);
  return (
    <>
      {problem && (
        <Notice tone="trouble" role="status">
          {t.problems[problem]}
        </Notice>
      )}
      {isGone && <Notice tone="trouble">{t.gone(phpName(version))}</Notice>}
      <Panel>
        <div className="grid gap-5">
          <Facts items={[{ label: t.now, value: version ? `PHP ${phpName(version)}` : t.static }]} />
          {!isOffered && <p>{t.notOffered}</p>}
          {isOffered && versions === null && <p>{t.silent}</p>}
          {isOffered && versions !== null && (
            <Form method="post" className="grid gap-5">
              <SelectField
                name="version"
                label={t.choose}
                hint={t.chooseHint}
                defaultValue={wanted ?? "static"}
                options={[
                  { value: "static", label: t.static },
                  ...versions.map((one) => ({ value: one, label: `PHP ${phpName(one)}` })),
                ]}
              />
              <SubmitButton>{t.save}</SubmitButton>
            </Form>
          )}
        </div>
      </Panel>
      {isOffered && <Notice title={t.sharedTitle}>{t.shared}</Notice>}
    </>
  );
}
