import { expect, it } from 'vitest';
import { editFields, isFor, priceOf, serviceBody } from './serviceForm';

const values = { kind: 'recurring', frequency: 1, quantity: 2, price_override: '', price_override_reason: 'Loyal', name_override: '', next_bill_date: null, prorate: true };

it('without an own price there is no reason for it', () =>
  expect(serviceBody(editFields, values, false)).toEqual({ quantity: 2, price_override: null, price_override_reason: null, name_override: null, prorate: true }));

it('an own price needs its reason, and a service of every few months may have its own date', () =>
  expect(serviceBody(editFields, { ...values, price_override: '0', frequency: 3 }, false)).toEqual({
    quantity: 2, price_override: '0', price_override_reason: 'Loyal', name_override: null, next_bill_date: null, prorate: true,
  }));

it('what is left blank is not sent for something new', () => expect(serviceBody(editFields, { ...values, kind: 'one time' }, true)).toEqual({ quantity: 2 }));

it.each([
  [true, [], [], true],
  [true, [1], [2, 1], true],
  [true, [1], [2], false],
  [false, [], [], false],
])('active %s, meant for %j, account in %j: %s', (active, account_groups, groups, fits) => expect(isFor({ active, account_groups }, groups)).toBe(fits));

it.each([[null, 20], ['', 20], ['0.00', '0.00'], ['15.00', '15.00']])('an own price %j of 20 is %j', (price_override, price) => expect(priceOf({ price_override }, { amount: 20 })).toBe(price));
