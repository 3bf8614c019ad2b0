import { expect, it } from 'vitest';
import { formatMoney } from '~/lib/format';
import { moved, totals, totalsText } from './totals';

const service = (type: string, amount: number, application = 'debit', billing_frequency_in_months = 1) => ({ type, amount, application, billing_frequency_in_months }) as Parameters<typeof totals>[0][number];

it.each([
  [[], '$0.00'],
  [[service('recurring', 54.95), service('recurring', 5)], '$59.95 a month'],
  [[service('recurring', 54.95), service('one time', 99)], '$54.95 a month, $99.00 once'],
  [[service('recurring', 120, 'debit', 12)], '$10.00 a month'],
  [[service('recurring', 30), service('recurring', 5, 'credit')], '$25.00 a month'],
  [[service('expiring', 7.5), service('overage', 10), service('adjustment', 5)], '$7.50 a month'],
  [[service('recurring', 5, 'credit')], '-$5.00 a month'],
  [[service('recurring', 0.1), service('recurring', 0.2)], '$0.30 a month'],
])('%j', (services, text) => expect(totalsText(totals(services), formatMoney)).toBe(text));

it('moves within the list and not beyond it', () => {
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
});
