import type { OrderStatus } from "#app/domain/billing/orders/order-status.ts";
import type { Tone } from "#app/ui/status-mark.tsx";

export const ORDER_TONES: Record<OrderStatus, Tone> = {
  "awaiting-payment": "waiting",
  paid: "good",
  refunded: "off",
  expired: "off",
  cancelled: "off",
};
