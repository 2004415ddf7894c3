import { Button } from "#app/ui/button.tsx";
import { TextField } from "#app/ui/form.tsx";
import { Section } from "#app/ui/page.tsx";
import { useWords } from "#app/ui/words.ts";
import { staffOrderWords } from "./order.words.ts";

/** From an order's number to its page. */
export function OrderSearch() {
  const t = useWords(staffOrderWords);
  return (
    <Section title={t.search}>
      <form action="/staff/orders" className="flex max-w-form flex-wrap items-end gap-3">
        <TextField name="number" label={t.searchLabel} hint={t.searchHint} />
        <Button look="secondary">{t.open}</Button>
      </form>
    </Section>
  );
}
