import { expect, it } from 'vitest';
import type { Payment, PaymentMethod } from '~/api/billing';
import { chargedOf, isCharge, isRefundable, paymentRequest, waysToPay } from './payment';

const method = { id: 7, type: 'credit card', identifier: '4242', auto: true } as PaymentMethod;
const card = { how: 'once', amount: '12.50', account_number: '4242424242424242', expiration: '0829', cvc: '', name_on_account: 'Ada Example', line1: '1 Main', city: 'Green Bay', state: 'WI', zip: '54301', country: 'US', date: '2026-11-21', reference: 'x', auto_apply: true };

it('offers what is stored first, and cards only where something can charge them', () => {
  expect(waysToPay([method], true).map((way) => way.label)).toEqual(['Card ending in 4242, automatic', 'Another card, this once', 'Check', 'Cash', 'Wire', 'Other']);
  expect(waysToPay([], false).map((way) => way.value)).toEqual(['check', 'cash', 'wire', 'other']);
});

it('charges a stored method with its id alone', () => {
  const values = { how: 'method-7', amount: '5.00', date: '2026-11-01', reference: 'x', auto_apply: false, account_number: 'stale' };
  expect(isCharge(values)).toBe(true);
  expect(paymentRequest(3, values, 't')).toEqual({ path: '/accounts/3/transactions/payments', body: { payment_method_id: 7, amount: '5.00', auto_apply: false, payment_tracker_id: 't' } });
});

it('sends a card that pays once to its own endpoint, without a blank code', () => {
  const { path, body } = paymentRequest(3, card, 't');
  expect(path).toBe('/accounts/3/transactions/one_time_credit_card_payment');
  expect(body).toMatchObject({ number: '4242424242424242', expiration_month: 8, expiration_year: 2029, amount: '12.50', payment_tracker_id: 't' });
  expect(body).not.toHaveProperty('cvc');
  expect(body).not.toHaveProperty('date');
});

it('writes a check down', () => {
  const { path, body } = paymentRequest(3, { ...card, how: 'check', reference: '' }, 't');
  expect(path).toBe('/accounts/3/transactions/payments');
  expect(body).toEqual({ payment_method: 'check', amount: '12.50', date: '2026-11-21', auto_apply: true, payment_tracker_id: 't' });
});

it.each([
  [{ success: true, transaction_id: 'a', response_message: 'Approved' }, 'approved'],
  [{ success: false, transaction_id: 'a', message: 'The card was declined.' }, 'declined'],
  [{ success: false, transaction_id: null, message: 'The payment processor has not answered yet. The payment is pending.' }, 'unknown'],
])('%o ended: %s', (answer, ending) => expect(chargedOf(answer).ending).toBe(ending));

it.each([
  [{ success: true, reversed: false, transaction_id: 'ch', type: 'credit card' }, true],
  [{ success: true, reversed: true, transaction_id: 'ch', type: 'credit card' }, false],
  [{ success: false, reversed: false, transaction_id: 'ch', type: 'credit card' }, false],
  [{ success: true, reversed: false, transaction_id: null, type: 'check' }, false],
  [{ success: true, reversed: false, transaction_id: 'PAY', type: 'paypal' }, false],
])('%o can be refunded: %s', (payment, can) => expect(isRefundable(payment as Payment)).toBe(can));
