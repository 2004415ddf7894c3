/** How tax is computed: `rate × base`, once per invoice. 12 % of 11/12 of the price is the usual PPN since 2025. */
export type TaxRule = { ratePercent: number; baseNumerator: number; baseDenominator: number };

export type Business = {
  name: string;
  address: string;
  email: string;
  phone: string;
  npwp: string | null;
  hours: string;
};

/** What the business has decided, read from the environment once and handed to the rules that need it. */
export type Settings = {
  /** The storefront's own address, without a slash at the end. */
  appUrl: string;
  /** What signs links that work without signing in: the first signs, all of them are believed. */
  linkKeys: string[];
  /** Free addresses end in this; a port may follow (`localhost:8080`). */
  sitesDomain: string;
  /** Absent unless the seller is PKP. */
  tax: TaxRule | null;
  business: Business;
  payment: {
    /** Whether people may pay inside the storefront too; the gateway's page is always offered. */
    isDirect: boolean;
    /** Who bears the fee of a channel. */
    feeBearer: "merchant" | "buyer";
  };
};
