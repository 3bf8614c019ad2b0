import { describe, expect, it } from 'vitest';
import { example, termsText } from './example';

const terms = {
  bill_day: 1, due_days: 10, grace_days: 3, months_to_bill: 1, separate_invoice_day_enabled: false, invoice_day: 1, auto_pay_days: 0,
  auto_pay_day: 'invoice', due_days_day: 'billing', switch_status_after_delinquency: false, days_of_delinquency_for_status_switch: 100,
};
const dates = (change: object) => example({ ...terms, ...change }, '2026-01-20').map(({ date, what }) => `${date} ${what}`);
const find = (change: object, word: string) => dates(change).find((line) => line.includes(word))?.slice(0, 10);

describe('the life of a bill', () => {
  it('with the usual terms', () => {
    expect(dates({})).toEqual([
      '2026-01-01 It is billed and gets its invoice',
      '2026-01-01 Its payment method is charged, where it is automatic',
      '2026-01-11 The invoice is due',
      '2026-01-15 It is delinquent',
    ]);
  });

  it.each([
    ['greater than the bill day: the same month', { bill_day: 5, invoice_day: 20 }, '2026-01-20'],
    ['the bill day: next month', { bill_day: 5, invoice_day: 5 }, '2026-02-05'],
    ['smaller: next month', { bill_day: 20, invoice_day: 5 }, '2026-02-05'],
  ])('an invoice day %s', (_, change, date) => expect(find({ ...change, separate_invoice_day_enabled: true }, 'invoice is dated')).toBe(date));

  it.each([
    ['billing', true, '2026-01-15'],
    ['invoice', true, '2026-01-30'],
    ['invoice', false, '2026-01-15'],
  ])('due days count from the %s date (separate: %s)', (due_days_day, separate_invoice_day_enabled, date) => {
    expect(find({ bill_day: 5, invoice_day: 20, due_days_day, separate_invoice_day_enabled }, 'is due')).toBe(date);
  });

  it('a status changes after its days of delinquency', () => {
    expect(find({ switch_status_after_delinquency: true, days_of_delinquency_for_status_switch: 30 }, 'status')).toBe('2026-02-14');
  });

  it('stands half typed numbers', () => expect(dates({ bill_day: null, due_days: null })).toHaveLength(4));
});

it.each([
  [{}, 'bills on day 1, due after 10 days, grace of 3 days'],
  [{ months_to_bill: 3, grace_days: 1 }, 'bills on day 1, for 3 months, due after 10 days, grace of 1 day'],
])('%o in a few words', (change, text) => expect(termsText({ ...terms, ...change })).toBe(text));
