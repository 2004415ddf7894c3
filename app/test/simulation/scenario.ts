import fc from "fast-check";

/** What a buyer does about one order or bill. */
export type Habit = {
  way:
    | "pays"
    | "pays-twice"
    | "takes-a-code-first"
    | "opens-two-pages"
    | "pays-an-old-page"
    | "pays-too-little"
    | "pays-and-gets-it-back"
    | "opens-and-leaves"
    | "pays-long-after"
    | "cancels"
    | "forges"
    | "never";
  /** Days from the moment the bill is there; a purchase is paid in its first day. */
  afterDays: number;
  channel: "bca" | "bri" | "qris" | "alfamart" | "cc";
  /** Where the payment is opened: signed in, by the link in a letter, or as a code inside the storefront. */
  by: "page" | "link" | "code";
  /** What becomes of the gateway's notices. */
  notice: "prompt" | "lost" | "double" | "late" | "reordered";
  lateDays: number;
};

/** What a buyer suddenly wants, or staff do about one, so many days after the first purchase. */
export type Whim = {
  afterDays: number;
  what:
    | "changes-plan"
    | "cancels-at-term"
    | "cancels-and-takes-back"
    | "cancels-now"
    | "staff-credit"
    | "staff-transfer"
    | "staff-refund-and-end"
    | "staff-refunds-at-once"
    | "staff-stop";
  /** Which of the plans and terms on offer, or what share of the money. */
  choice: number;
};

export type CustomerPlan = {
  startDay: number;
  startHour: number;
  planId: "mulai" | "usaha" | "bisnis";
  cycle: "monthly" | "yearly";
  /** One after the other for each order and bill, and again from the first. */
  habits: Habit[];
  whims: Whim[];
  /** Types one of the story's coupons at each purchase, whether it is still good or not. */
  coupon: number | null;
  /** Orders in two tabs at once with that coupon, and pays for what came of it. */
  isHasty: boolean;
  /** Buys again so many days after all is over; null is gone for good. */
  returnsAfterDays: number | null;
};

/** What goes wrong in the world, from a moment on. */
export type Trouble = {
  day: number;
  hour: number;
  kind:
    | "gateway-down"
    | "gateway-html"
    | "gateway-refuses"
    | "gateway-cut-after-work"
    | "gateway-garbage"
    | "gateway-slow"
    | "panel-down"
    | "panel-html-after-work"
    | "panel-cut-after-work"
    | "worker-off"
    | "worker-killed";
  /** How long, in hours; or how many calls or steps. */
  size: number;
};

export type Scenario = { days: number; customers: CustomerPlan[]; troubles: Trouble[] };

const weighted = <T>(...parts: [number, T][]) =>
  fc.oneof(...parts.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));

const habit: fc.Arbitrary<Habit> = fc.record({
  way: weighted<Habit["way"]>(
    [52, "pays"],
    [6, "pays-twice"],
    [8, "takes-a-code-first"],
    [6, "opens-two-pages"],
    [4, "pays-an-old-page"],
    [4, "pays-too-little"],
    [2, "pays-and-gets-it-back"],
    [4, "opens-and-leaves"],
    [10, "pays-long-after"],
    [2, "cancels"],
    [2, "forges"],
    [4, "never"],
  ),
  afterDays: fc.oneof(
    { weight: 14, arbitrary: fc.integer({ min: 0, max: 6 }) },
    { weight: 3, arbitrary: fc.integer({ min: 7, max: 10 }) },
    { weight: 3, arbitrary: fc.integer({ min: 11, max: 39 }) },
    { weight: 1, arbitrary: fc.integer({ min: 40, max: 60 }) },
  ),
  channel: fc.constantFrom("bca", "bri", "qris", "alfamart", "cc"),
  by: weighted<Habit["by"]>([4, "page"], [2, "code"], [1, "link"]),
  notice: weighted<Habit["notice"]>(
    [12, "prompt"],
    [3, "lost"],
    [2, "double"],
    [2, "late"],
    [2, "reordered"],
  ),
  lateDays: fc.integer({ min: 1, max: 5 }),
});

function whim(days: number): fc.Arbitrary<Whim> {
  return fc.record({
    afterDays: fc.integer({ min: 2, max: days }),
    what: weighted<Whim["what"]>(
      [8, "changes-plan"],
      [2, "cancels-at-term"],
      [2, "cancels-and-takes-back"],
      [1, "cancels-now"],
      [2, "staff-credit"],
      [2, "staff-transfer"],
      [1, "staff-refund-and-end"],
      [4, "staff-refunds-at-once"],
      [2, "staff-stop"],
    ),
    choice: fc.nat({ max: 5 }),
  });
}

function customer(days: number): fc.Arbitrary<CustomerPlan> {
  return fc.record({
    startDay: fc.integer({ min: 0, max: Math.min(60, Math.floor(days / 3)) }),
    startHour: fc.integer({ min: 0, max: 23 }),
    planId: fc.constantFrom("mulai", "usaha", "bisnis"),
    cycle: weighted<CustomerPlan["cycle"]>([5, "monthly"], [1, "yearly"]),
    habits: fc.array(habit, { minLength: 1, maxLength: 8 }),
    whims: fc.array(whim(days), { maxLength: 4 }),
    // Mostly those that few may use.
    coupon: fc.option(weighted([1, 0], [3, 1], [5, 2], [1, 3], [2, 4]), { freq: 4 }),
    isHasty: weighted([1, false], [3, true]),
    returnsAfterDays: fc.option(fc.integer({ min: 0, max: 40 }), { freq: 2 }),
  });
}

function trouble(days: number): fc.Arbitrary<Trouble> {
  return fc.record({
    day: fc.integer({ min: 0, max: days }),
    hour: fc.integer({ min: 0, max: 23 }),
    kind: fc.constantFrom(
      "gateway-down",
      "gateway-html",
      "gateway-refuses",
      "gateway-cut-after-work",
      "gateway-garbage",
      "gateway-slow",
      "panel-down",
      "panel-html-after-work",
      "panel-cut-after-work",
      "worker-off",
      "worker-killed",
    ),
    size: fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 1, max: 72 }) },
      { weight: 1, arbitrary: fc.integer({ min: 73, max: 240 }) },
    ),
  });
}

/** Stories of so many buyers over so many days; smaller ones are fewer buyers, simpler habits and less trouble. */
export function scenarios({ customers, days }: { customers: number; days: number }): fc.Arbitrary<Scenario> {
  return fc.record({
    days: fc.constant(days),
    customers: fc.array(customer(days), { minLength: 1, maxLength: customers, size: "max" }),
    troubles: fc.array(trouble(days), { maxLength: Math.ceil(days / 6), size: "max" }),
  });
}

/** One story of exactly so many buyers, the same for the same seed. */
export function oneScenario({ customers, days, seed }: { customers: number; days: number; seed: number }) {
  const many = fc.record({
    days: fc.constant(days),
    customers: fc.array(customer(days), { minLength: customers, maxLength: customers, size: "max" }),
    troubles: fc.array(trouble(days), {
      minLength: Math.ceil(days / 10),
      maxLength: Math.ceil(days / 10),
      size: "max",
    }),
  });
  return fc.sample(many, { seed, numRuns: 1 })[0]!;
}
