import { z } from "zod";

/** One way to pay as the vendor lists it. The fee is `feeFlatIdr` whole rupiah plus `feePercent` of the amount. */
export type PaymentChannel = {
  method: string;
  code: string;
  name: string;
  feeFlatIdr: number;
  feePercent: number;
  /** Offered to this account and working at the moment. */
  isActive: boolean;
};

const amount = z.coerce.number().nonnegative().catch(0);
const Fee = z.object({ ActualFee: amount, ActualFeeType: z.string().nullish(), AdditionalFee: amount });

const Channel = z.object({
  Code: z.string().min(1),
  Name: z.string(),
  FeatureStatus: z.string().nullish(),
  HealthStatus: z.string().nullish(),
  TransactionFee: Fee.nullish().catch(null),
});

/** `Data` of GET /payment-channels. A group may come without channels, and one that cannot be read hides no other. */
export const Channels = z
  .array(z.object({ Code: z.string(), Channels: z.array(z.unknown()).nullish() }))
  .transform((groups): PaymentChannel[] =>
    groups.flatMap((group) =>
      (group.Channels ?? [])
        .map((row) => Channel.safeParse(row).data)
        .filter((one) => one !== undefined)
        .map((one) => ({
          method: group.Code.toLowerCase(),
          code: one.Code.toLowerCase(),
          name: one.Name,
          ...feeOf(one.TransactionFee),
          isActive: one.FeatureStatus === "active" && one.HealthStatus === "online",
        })),
    ),
  );

/** What is added to a percentage is an amount, as in "2.8 % + 5,000". */
function feeOf(fee: z.output<typeof Fee> | null | undefined): { feeFlatIdr: number; feePercent: number } {
  if (!fee) return { feeFlatIdr: 0, feePercent: 0 };
  const extra = Math.round(fee.AdditionalFee);
  if (fee.ActualFeeType?.toUpperCase() === "PERCENT") return { feeFlatIdr: extra, feePercent: fee.ActualFee };
  return { feeFlatIdr: Math.round(fee.ActualFee) + extra, feePercent: 0 };
}
