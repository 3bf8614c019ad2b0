import type { Service } from '~/api/catalog';

/** The rest of a cycle, in days: the day of the change counts, the day of the next bill does not. */
export interface Cycle {
  start: string;
  end: string;
  months: number;
  days_remaining: number;
  days_in_cycle: number;
}

const DAY = 86_400_000;
const time = (date: string) => Date.parse(`${date}T00:00:00Z`);
const iso = (moment: number) => new Date(moment).toISOString().slice(0, 10);

/** Today in the operator's time zone, `YYYY-MM-DD`: that is the day on which a change is booked. */
export const todayIn = (timezone: string, now = new Date()): string => new Intl.DateTimeFormat('en-CA', { timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now);

/** The date so many days later. */
export const addDays = (date: string, days: number): string => iso(time(date) + days * DAY);

/** The cycle of `months` that ends at the next bill date; null where the day is in no cycle, and nothing is prorated. */
export function cycleOf(end: string | null | undefined, months: number, today: string): Cycle | null {
  if (!end || !(months > 0)) return null;
  const last = new Date(time(end));
  const start = iso(Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - months, last.getUTCDate()));
  if (today < start || today >= end) return null;
  return { start, end, months, days_remaining: (time(end) - time(today)) / DAY, days_in_cycle: (time(end) - time(start)) / DAY };
}

/** Price x quantity x months x days remaining / days in the cycle, in cents, rounded once and half away from zero. */
export function prorateInCents(price_in_cents: number, quantity: number, cycle: Cycle): number {
  const exact = BigInt(price_in_cents) * BigInt(quantity) * BigInt(cycle.months) * BigInt(cycle.days_remaining);
  const days = BigInt(cycle.days_in_cycle);
  const size = exact < 0n ? -exact : exact;
  const rounded = (size * 2n + days) / (days * 2n);
  return Number(exact < 0n ? -rounded : rounded);
}

interface Terms {
  next_bill_date: string | null;
  months_to_bill: number;
}

/** The cycle that a service on an account is in: that of its own bill date where it has one ahead, else that of the account. */
export function serviceCycle(service: Pick<Service, 'type' | 'billing_frequency_in_months'>, own: string | null | undefined, account: Terms, today: string): Cycle | null {
  if (service.type !== 'recurring' || !account.next_bill_date) return null;
  const apart = service.billing_frequency_in_months > 1 && !!own && own > today;
  return apart ? cycleOf(own, service.billing_frequency_in_months, today) : cycleOf(account.next_bill_date, account.months_to_bill, today);
}

/** A line of what a change does to the books now, before taxes. */
export interface Charge {
  what: string;
  price_in_cents: number;
  quantity: number;
  months: number;
  /** Of the cycle; null for what is charged whole. */
  days: { remaining: number; all: number } | null;
  /** Below zero it is given back. */
  amount_in_cents: number;
}

interface Change {
  service: Pick<Service, 'name' | 'application'>;
  cycle: Cycle;
  price_in_cents: number;
  quantity: number;
}

const sign = (service: Pick<Service, 'application'>) => (service.application === 'credit' ? -1 : 1);

/** What a prorated change of `quantity` at `price_in_cents` comes to. */
export function proratedCharge({ service, cycle, price_in_cents, quantity }: Change, what = service.name): Charge {
  return {
    what, price_in_cents, quantity, months: cycle.months,
    days: { remaining: cycle.days_remaining, all: cycle.days_in_cycle },
    amount_in_cents: sign(service) * prorateInCents(price_in_cents, quantity, cycle),
  };
}

/** What is charged once, whole. */
export function wholeCharge(service: Pick<Service, 'name' | 'application'>, price_in_cents: number, quantity: number, what = service.name): Charge {
  return { what, price_in_cents, quantity, months: 1, days: null, amount_in_cents: sign(service) * price_in_cents * quantity };
}

/** A change of price and quantity: the price first, for the quantity that was; then the quantity, at the price that is. */
export function changeCharges(service: Pick<Service, 'name' | 'application'>, cycle: Cycle, before: { price_in_cents: number; quantity: number }, after: { price_in_cents: number; quantity: number }): Charge[] {
  return [
    proratedCharge({ service, cycle, price_in_cents: after.price_in_cents - before.price_in_cents, quantity: before.quantity }, 'Change of the price'),
    proratedCharge({ service, cycle, price_in_cents: after.price_in_cents, quantity: after.quantity - before.quantity }, 'Change of the quantity'),
  ].filter((charge) => charge.amount_in_cents !== 0);
}
