import { Form } from "@remix-run/react";
import { Button } from "#app/ui/button.tsx";
import { HiddenField } from "#app/ui/form.tsx";
import { Panel } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { domainsWords } from "./domains.words.ts";

type Props = { site: { host: string; address: string }; freeHost: string | null; isChosen: boolean };

/** The address the site is known by, and the way back to its own host. */
export function MainAddress({ site, freeHost, isChosen }: Props) {
  const t = useWords(domainsWords);
  return (
    <Panel>
      <p>
        {`${t.mainIs}: `}
        <span className="font-semibold wrap-anywhere">{site.address}</span>
      </p>
      <p className="mt-1 text-small text-soft">{t.mainLead}</p>
      {freeHost && (
        <p className="mt-3">
          {`${t.freeAddress}: `}
          <span className="font-semibold wrap-anywhere">{freeHost}</span>
        </p>
      )}
      {isChosen && (
        <Form method="post" className="mt-3">
          <HiddenField name="intent" value="main" />
          <HiddenField name="domainId" value="" />
          <Button look="secondary">{t.mainBack(site.host)}</Button>
        </Form>
      )}
    </Panel>
  );
}
