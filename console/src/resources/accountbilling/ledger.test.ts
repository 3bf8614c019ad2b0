import { expect, it } from 'vitest';
import type { Debit, Discount, Payment } from '~/api/billing';
import { allocate, entries } from './ledger';

const line = { service_id: 1, reversed: false, reversed_at: null, taxes: [], description: 'Plan', quantity: 1 };
const debit = (id: number, amount: number, date: string, more: Partial<Debit> = {}): Debit => ({ ...line, id, amount, date, invoice_id: null, number_of_months: 1, discount_id: null, ...more });
const discount = (id: number, amount: number, date: string, more: Partial<Discount> = {}): Discount => ({ ...line, id, amount, date, amount_remaining: 0, ...more });
const payment = (id: number, amount: number, date: string, more: Partial<Payment> = {}): Payment =>
  ({ id, amount, date, payment_method_id: null, type: 'check', response_message: null, transaction_id: null, success: true, reversed: false, reversed_at: null, ...more });

const text = (books: Partial<Parameters<typeof entries>[0]>) =>
  entries({ debits: [], discounts: [], payments: [], deposits: [], ...books }).map((entry) => `${entry.date.slice(0, 10)} ${entry.what} ${entry.change_in_cents} = ${entry.balance_in_cents}`);

it('charges, discounts and payments in one order, the newest first', () =>
  expect(text({
    debits: [debit(1, 50, '2026-01-01 00:10:00', { taxes: [{ description: 'VAT', amount: 5.5 }], quantity: 2 }), debit(2, 0.1, '2026-02-01 00:10:00')],
    discounts: [discount(1, 10, '2026-01-05 12:00:00', { taxes: [{ description: 'VAT', amount: 1.1 }] })],
    payments: [payment(1, 44.4, '2026-01-09 12:00:00')],
  })).toEqual(['2026-02-01 Plan 10 = 10', '2026-01-09 Check payment -4440 = 0', '2026-01-05 Plan -1110 = 4440', '2026-01-01 Plan × 2 5550 = 5550']));

it('a payment that is taken back is owed again on that day', () =>
  expect(text({ debits: [debit(1, 20, '2026-01-01 00:10:00')], payments: [payment(1, 20, '2026-01-02 12:00:00', { reversed: true, reversed_at: '2026-01-20', type: 'other' })] }))
    .toEqual(['2026-01-20 Payment reversed 2000 = 2000', '2026-01-02 Payment -2000 = 0', '2026-01-01 Plan 2000 = 2000']));

it('a payment is taken back after it was made, although it is tomorrow in UTC already', () =>
  expect(text({ debits: [debit(1, 40, '2026-01-03 01:30:00')], payments: [payment(1, 50, '2026-01-03 01:36:00', { reversed: true, reversed_at: '2026-01-02', type: 'other' })] }))
    .toEqual(['2026-01-02 Payment reversed 5000 = 4000', '2026-01-03 Payment -5000 = -1000', '2026-01-03 Plan 4000 = 4000']));

it('a payment that failed pays nothing', () =>
  expect(text({ payments: [payment(1, 20, '2026-01-02 12:00:00', { success: false })] })).toEqual(['2026-01-02 Check payment 0 = 0']));

it('what is left of a payment is what its deposits still hold', () => {
  const deposit = { id: 1, amount: 20, amount_remaining: 7.5, payment_id: 1, void: false, date: '' };
  expect(entries({ debits: [], discounts: [], payments: [payment(1, 20, '2026-01-02 12:00:00')], deposits: [deposit, { ...deposit, payment_id: 2 }] })[0]!.unused_in_cents).toBe(750);
});

const open = [{ id: 1, remaining_due: '30.00' }, { id: 2, remaining_due: '0.00' }, { id: 3, remaining_due: '12.50' }];
it.each([
  [0, [], 0],
  [1000, ['1: 1000'], 0],
  [3000, ['1: 3000 all'], 0],
  [3500, ['1: 3000 all', '3: 500'], 0],
  [5000, ['1: 3000 all', '3: 1250 all'], 750],
])('%i cents pay %j and leave %i', (amount, paid, left) => {
  const { parts, left_in_cents } = allocate(amount, open);
  expect([parts.map((part) => `${part.id}: ${part.amount_in_cents}${part.all ? ' all' : ''}`), left_in_cents]).toEqual([paid, left]);
});
