import { wib } from "./clock.ts";

/** One way to pay. `feePercent` is in percent of the amount, `feeFlat` in rupiah. */
export type Channel = {
  code: string;
  method: string;
  name: string;
  feeFlat: number;
  feePercent: number;
  /** Lifetime in hours when the merchant asks for none. */
  hours: number;
  /** The longest lifetime the bank allows; a longer wish is cut silently. */
  maxHours: number;
  maxAmount: number;
  online: boolean;
  vaPrefix?: string;
};

const METHOD_NAMES: Record<string, string> = {
  va: "Virtual Account",
  cstore: "Convenience Store",
  qris: "QRIS",
  cc: "Credit Card",
};

const QRIS_CAP = 10_000_000;
const CSTORE_CAP = 5_000_000;
const GLOBAL_CAP = 999_999_999;

/** Fees and lifetimes follow the vendor's documents: QRIS five minutes, BRI two hours, BSI three. */
const CHANNELS: Channel[] = [
  va("bca", "BCA", "38118", { feeFlat: 4000, hours: 12, maxHours: 12 }),
  va("mandiri", "Mandiri", "89608", { feeFlat: 4000 }),
  va("bni", "BNI", "88108"),
  va("bri", "BRI", "57889", { hours: 2, maxHours: 2 }),
  va("bsi", "BSI", "90057", { hours: 3, maxHours: 3 }),
  va("cimb", "CIMB Niaga", "17990"),
  va("permata", "Permata", "89810"),
  va("bmi", "Muamalat", "84780"),
  va("btn", "BTN", "94880"),
  va("bag", "Artha Graha", "78840"),
  // Listed yet unusable, as seen on the vendor's own sandbox: a client must look at HealthStatus.
  va("danamon", "Danamon", "79580", { online: false }),
  { ...base("alfamart", "cstore", "Alfamart"), feeFlat: 4000, maxAmount: CSTORE_CAP },
  { ...base("indomaret", "cstore", "Indomaret"), feeFlat: 4000, maxAmount: CSTORE_CAP },
  {
    ...base("mpm", "qris", "QRIS"),
    feeFlat: 0,
    feePercent: 0.7,
    hours: 5 / 60,
    maxHours: 5 / 60,
    maxAmount: QRIS_CAP,
  },
  { ...base("cc", "cc", "Credit Card"), feeFlat: 5000, feePercent: 2.8 },
];

/** By its own code ("bca") or by its method ("qris" gives the first QRIS channel). */
export function findChannel(name: string): Channel | undefined {
  const wanted = name.toLowerCase();
  return CHANNELS.find((one) => one.code === wanted) ?? CHANNELS.find((one) => one.method === wanted);
}

/** What a page may offer for this amount, in rupiah; `method` is the merchant's lock, if any. */
export function channelsFor(amount: number, method: string | null): Channel[] {
  return CHANNELS.filter(
    (one) => one.online && amount <= one.maxAmount && (method === null || one.method === lockOf(method)),
  );
}

/** In whole rupiah: 0.7 % of 102,000 is 714. */
export function feeOf(channel: Channel, amount: number): number {
  return channel.feeFlat + Math.round((amount * channel.feePercent) / 100);
}

export function expiryOf(channel: Channel, hours: number | null, from: Date): Date {
  const allowed = Math.min(hours ?? channel.hours, channel.maxHours);
  return new Date(from.getTime() + allowed * 3_600_000);
}

/** The number the buyer copies; empty where there is none to type (cards). */
export function paymentNumber(channel: Channel, trxId: number, at: Date): string {
  if (channel.method === "va") return `${channel.vaPrefix}${String(trxId).padStart(11, "0")}`;
  if (channel.method === "cstore") return `88${String(trxId).padStart(10, "0")}`;
  if (channel.method === "qris") {
    const stamp = wib(at).replace(/\D/g, "");
    return `00020101021226590014ID.SANDBOX.WWW0118${stamp}0000${trxId}5204481653033605802ID5907SANDBOX6007JAKARTA6304ABCD`;
  }
  return "";
}

/** `Data` of GET /payment-channels, one group per method; the e-wallet group has no `Channels`, as live. */
export function listing(logoBase: string): object[] {
  const groups = Object.entries(METHOD_NAMES).map(([method, name]) => ({
    Code: method,
    Name: name,
    Description: `Pembayaran dengan ${name}`,
    Channels: CHANNELS.filter((one) => one.method === method).map((one) => ({
      Code: one.code,
      Name: one.name,
      Description: one.name,
      Logo: `${logoBase}/logo/${one.code}.png`,
      PaymentInstructionsDoc: "",
      FeatureStatus: "active",
      HealthStatus: one.online ? "online" : "offline",
      TransactionFee: {
        ActualFee: one.feePercent > 0 ? one.feePercent : one.feeFlat,
        ActualFeeType: one.feePercent > 0 ? "PERCENT" : "FLAT",
        AdditionalFee: one.feePercent > 0 ? one.feeFlat : 0,
      },
    })),
  }));
  return [...groups, { Code: "ewallet-asia", Name: "E-Wallet Asia", Description: "E-Wallet" }];
}

/** `banktransfer` is what the redirect documents call a virtual account. */
function lockOf(method: string): string {
  return method === "banktransfer" ? "va" : method;
}

function base(code: string, method: string, name: string): Channel {
  return {
    code,
    method,
    name,
    feeFlat: 3500,
    feePercent: 0,
    hours: 24,
    maxHours: 24 * 30,
    maxAmount: GLOBAL_CAP,
    online: true,
  };
}

function va(code: string, bank: string, vaPrefix: string, differs: Partial<Channel> = {}): Channel {
  return { ...base(code, "va", `${bank} Virtual Account`), vaPrefix, ...differs };
}
