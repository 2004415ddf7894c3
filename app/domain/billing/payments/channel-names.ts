const SHOPS: Record<string, string> = { alfamart: "Alfamart", indomaret: "Indomaret" };

/** A payment channel as people call it: `va`, `bca` → "Virtual account BCA"; null when the gateway named none. */
export function channelName(
  method: string | null | undefined,
  channel: string | null | undefined,
): string | null {
  if (method === "qris") return "QRIS";
  if (method === "va" || method === "banktransfer")
    return `Virtual account ${(channel ?? "").toUpperCase()}`.trim();
  if (method === "cstore") return SHOPS[channel ?? ""] ?? channel ?? null;
  return (channel || method || null)?.toUpperCase() ?? null;
}
