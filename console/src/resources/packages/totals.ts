import type { Service } from '~/api/catalog';

type Priced = Pick<Service, 'type' | 'application' | 'amount' | 'billing_frequency_in_months'>;

/** What a package comes to, in whole cents: what every month costs, and what is charged once when it is added. */
export interface Totals {
  monthly_in_cents: number;
  once_in_cents: number;
}

/**
 * Adds up the services of a package. A service that bills every few months counts with its part of one month, an expiring
 * one while it runs; adjustments and overage depend on what happens. Taxes are not counted.
 */
export function totals(services: Priced[]): Totals {
  const sum = { monthly: 0, once: 0 };
  for (const service of services) {
    const cents = Math.round(Number(service.amount) * 100) * (service.application === 'credit' ? -1 : 1);
    if (service.type === 'recurring') sum.monthly += cents / service.billing_frequency_in_months;
    if (service.type === 'expiring') sum.monthly += cents;
    if (service.type === 'one time') sum.once += cents;
  }
  return { monthly_in_cents: Math.round(sum.monthly), once_in_cents: sum.once };
}

/** The totals in one line: `$84.90 a month, $99.00 once`. */
export function totalsText({ monthly_in_cents, once_in_cents }: Totals, money: (amount: number) => string): string {
  const parts = [[monthly_in_cents, 'a month'], [once_in_cents, 'once']] as const;
  return parts.filter(([cents]) => cents !== 0).map(([cents, how]) => `${money(cents / 100)} ${how}`).join(', ') || money(0);
}

/** The list with the item at `from` moved by one place, up (-1) or down (1); at its ends as it was. */
export function moved<T>(list: T[], from: number, by: -1 | 1): T[] {
  const to = from + by;
  if (to < 0 || to >= list.length) return list;
  const copy = [...list];
  [copy[from], copy[to]] = [copy[to]!, copy[from]!];
  return copy;
}
