import { expect, it } from 'vitest';
import { readLines } from './lines';

const visit = { id: 9, type: 'one time' };
const adjustment = { id: 11, type: 'adjustment' };

it('reads accounts, quantities and words from pasted cells', () => {
  expect(readLines('12\n13\t2\n14; 3; Storm, north side\n\n', visit)).toEqual({
    lines: [{ account_id: 12, service_id: 9 }, { account_id: 13, service_id: 9, quantity: 2 }, { account_id: 14, service_id: 9, quantity: 3, description_override: 'Storm, north side' }],
    problems: [],
  });
});

it.each([
  ['abc', visit, 'Line 1: abc is no account number'],
  ['12, 1.5', visit, 'Line 1: 1.5 is no quantity'],
  ['12', adjustment, 'Line 1: an adjustment needs an amount, such as 12.50'],
  ['12, 1.234', adjustment, 'Line 1: an adjustment needs an amount, such as 12.50'],
])('%s is refused', (text, service, problem) => expect(readLines(text, service)).toEqual({ lines: [], problems: [problem] }));

it('reads the amounts of adjustments', () => expect(readLines('12, 7.50, Sorry', adjustment).lines).toEqual([{ account_id: 12, service_id: 11, amount: '7.50', description_override: 'Sorry' }]));
