import { Form } from "@remix-run/react";
import type { ReactNode } from "react";
import { HiddenField } from "#app/ui/form.tsx";
import { Section } from "#app/ui/page.tsx";

type Props = { title: string; lead?: string; shown?: ReactNode; intent: string; children: ReactNode };

/** One thing that can be done with a server: its heading, what it means, what there is now, and the form that asks. */
export function Deed({ title, lead, shown, intent, children }: Props) {
  return (
    <Section title={title}>
      {lead && <p className="mb-5 text-soft">{lead}</p>}
      {shown}
      <Form method="post" noValidate className="grid gap-5">
        <HiddenField name="intent" value={intent} />
        {children}
      </Form>
    </Section>
  );
}
