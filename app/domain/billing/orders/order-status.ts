export const orderStatuses = ["awaiting-payment", "paid", "refunded", "expired", "cancelled"] as const;
export type OrderStatus = (typeof orderStatuses)[number];

type AttemptStatus = "created" | "open" | "awaiting" | "paid" | "closed";

/** An attempt that may still be paid without a word from us. */
export const LIVE_ATTEMPT = ["created", "open", "awaiting"] as const satisfies readonly AttemptStatus[];
