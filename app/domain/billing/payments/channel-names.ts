const SHOPS: Record<string, string> = { alfamart: "Alfamart", indomaret: "Indomaret" };

/** Banks whose code is not how people call them; short codes are written in capitals, longer ones as names. */
const BANKS: Record<string, string> = { bag: "Artha Graha", cimb: "CIMB Niaga" };

function bankName(code: string): string {
  const isShort = code.length <= 4;
  return BANKS[code] ?? (isShort ? code.toUpperCase() : code.charAt(0).toUpperCase() + code.slice(1));
}

/** A payment channel as people call it: `va`, `bca` → "Virtual account BCA"; null when the gateway named none. */
export function channelName(
  method: string | null | undefined,
  channel: string | null | undefined,
): string | null {
  if (method === "qris") return "QRIS";
  if (method === "va" || method === "banktransfer")
    return `Virtual account ${bankName((channel ?? "").toLowerCase())}`.trim();
  if (method === "cstore") return SHOPS[channel ?? ""] ?? channel ?? null;
  return (channel || method || null)?.toUpperCase() ?? null;
}
