import { describe, expect, it } from 'vitest';
import { addDays, changeCharges, cycleOf, prorateInCents, serviceCycle, todayIn } from './prorate';

const cycle = (end: string, months: number, today: string) => cycleOf(end, months, today)!;

it.each([
  ['2026-02-01', 1, '2026-01-10', '22 of 31 from 2026-01-01'],
  ['2026-02-01', 1, '2026-01-01', '31 of 31 from 2026-01-01'],
  ['2026-02-01', 1, '2026-01-31', '1 of 31 from 2026-01-01'],
  ['2026-03-15', 1, '2026-02-15', '28 of 28 from 2026-02-15'],
  ['2026-03-01', 3, '2026-01-01', '59 of 90 from 2025-12-01'],
  ['2028-03-01', 1, '2028-02-29', '1 of 29 from 2028-02-01'],
])('the cycle to %s of %i months on %s: %s', (end, months, today, text) => {
  const { days_remaining, days_in_cycle, start } = cycle(end, months, today);
  expect(`${days_remaining} of ${days_in_cycle} from ${start}`).toBe(text);
});

it.each([['2026-02-01', '2026-02-01'], ['2026-02-01', '2025-12-31'], [null, '2026-01-10']])('to %s, %s is in no cycle', (end, today) => expect(cycleOf(end, 1, today)).toBeNull());

it.each([
  [1250, 2, '2026-01-10', 1774],
  [1250, -2, '2026-01-10', -1774],
  [3100, 1, '2026-01-31', 100],
  [31, 1, '2026-01-16', 16],
  [5, 1, '2026-01-28', 1],
  [99_999_999_99, 1_000_000, '2026-01-01', 9_999_999_999_000_000],
])('%i cents x %i from %s: %i', (price, quantity, today, amount) => expect(prorateInCents(price, quantity, cycle('2026-02-01', 1, today))).toBe(amount));

it('a half cent is rounded away from zero', () => {
  const half = { start: '', end: '', months: 1, days_remaining: 15, days_in_cycle: 30 };
  expect([prorateInCents(1, 1, half), prorateInCents(-1, 1, half)]).toEqual([1, -1]);
});

describe('the cycle of a service', () => {
  const account = { next_bill_date: '2026-02-01', months_to_bill: 1 };
  const of = (type: 'recurring' | 'one time', billing_frequency_in_months: number, own: string | null) => serviceCycle({ type, billing_frequency_in_months }, own, account, '2026-01-10')?.start;
  it.each([
    ['recurring', 1, null, '2026-01-01'],
    ['recurring', 3, null, '2026-01-01'],
    ['recurring', 3, '2026-03-01', '2025-12-01'],
    ['recurring', 1, '2026-03-01', '2026-01-01'],
    ['one time', 1, null, undefined],
  ] as const)('%s, every %i months, its own date %s: from %s', (type, months, own, start) => expect(of(type, months, own)).toBe(start));
});

it('a changed price counts for the old quantity, and the new quantity at the new price', () => {
  const change = (application: 'debit' | 'credit') => changeCharges({ name: 'Plan', application }, cycle('2026-02-01', 1, '2026-01-01'), { price_in_cents: 1000, quantity: 2 }, { price_in_cents: 1200, quantity: 1 }).map((charge) => charge.amount_in_cents);
  expect(change('debit')).toEqual([400, -1200]);
  expect(change('credit')).toEqual([-400, 1200]);
});

it.each([['UTC', '2026-01-10'], ['America/Chicago', '2026-01-09']])('today in %s', (zone, day) => expect(todayIn(zone, new Date('2026-01-10T03:00:00Z'))).toBe(day));

it('counts days over the end of a year', () => expect(addDays('2026-12-20', 20)).toBe('2027-01-09'));
