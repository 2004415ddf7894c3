import { z } from "zod";

export type PaymentChannel = { method: string; code: string; name: string };

const Channel = z.object({
  Code: z.string(),
  Name: z.string(),
  FeatureStatus: z.string().nullish(),
  HealthStatus: z.string().nullish(),
});

/** `Data` of GET /payment-channels, down to what works now. A group may come without channels. */
export const Channels = z
  .array(z.object({ Code: z.string(), Channels: z.array(Channel).nullish() }))
  .transform((groups): PaymentChannel[] =>
    groups.flatMap((group) =>
      (group.Channels ?? [])
        .filter((one) => one.FeatureStatus === "active" && one.HealthStatus === "online")
        .map((one) => ({ method: group.Code.toLowerCase(), code: one.Code.toLowerCase(), name: one.Name })),
    ),
  );
