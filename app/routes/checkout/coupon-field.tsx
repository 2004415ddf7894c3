import { formatRupiah } from "#app/domain/catalog/money.ts";
import { Button } from "#app/ui/button.tsx";
import { TextField } from "#app/ui/form.tsx";
import { Notice } from "#app/ui/notice.tsx";
import { useWords } from "#app/ui/words.ts";
import type { Applied } from "./coupon.server.ts";
import { checkoutWords } from "./words.ts";

type Props = { value: string | undefined; errors: string[] | undefined; applied: Applied | null };

/** A code and a button that shows the price with it, without ordering. */
export function CouponField({ value, errors, applied }: Props) {
  const t = useWords(checkoutWords);
  return (
    <div className="grid gap-3">
      <div className="grid items-end gap-3 sm:grid-cols-[1fr_auto]">
        <TextField
          name="coupon"
          label={t.coupon}
          hint={t.couponHint}
          errors={errors}
          defaultValue={value}
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
          maxLength={60}
        />
        <Button look="secondary" name="intent" value="apply-coupon" formNoValidate>
          {t.apply}
        </Button>
      </div>
      {applied && (
        <Notice tone="good" role="status">
          {t.applied(formatRupiah(applied.discountIdr), formatRupiah(applied.price.totalIdr))}
          {applied.isCapped && ` ${t.capped}`}
        </Notice>
      )}
    </div>
  );
}
