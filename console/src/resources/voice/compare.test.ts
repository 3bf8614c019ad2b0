import { expect, it } from 'vitest';
import type { RateChange } from '~/api/voice';
import { distribution, median, percentOf, percentText, spread, weighed } from './compare';

const change = (rate_before: string | null, rate: string | null): RateChange => ({ prefix: '1', name: '', change: 'dearer', rate_before, rate });

it.each([
  ['1', '1.08', 8, '+8 %'],
  ['1', '0.875', -12.5, '−13 %'],
  ['0.58800000000000000000', '0.63504000000000000000', 8, '+8 %'],
  ['4', '4.05', 1.25, '+1.3 %'],
  ['0', '1', Infinity, 'was free'],
  ['1', '0', -100, '−100 %'],
  [null, '1', null, ''],
  ['1', null, null, ''],
] as const)('from %s to %s', (before, after, percent, text) => {
  expect(percentOf(change(before, after))).toBe(percent);
  expect(percentText(percent)).toBe(text);
});

it.each([
  ['1', '0.4', 'to −50 %'],
  ['1', '0.5', '−50 to −25 %'],
  ['1', '0.95', '−5 to −2 %'],
  ['1', '0.99', '−2 to 0 %'],
  ['1', '1.01', '0 to +2 %'],
  ['1', '1.05', '+2 to +5 %'],
  ['1', '1.051', '+5 to +10 %'],
  ['1', '2', '+50 to +100 %'],
  ['1', '2.1', 'over +100 %'],
  ['0', '1', 'over +100 %'],
])('%s to %s stands in the bar %s', (before, after, label) => expect(distribution([change(before, after)]).filter((bar) => bar.count).map((bar) => bar.label)).toEqual([label]));

it('counts nothing that was added or dropped', () => expect(distribution([change(null, '1'), change('1', null)]).every((bar) => bar.count === 0)).toBe(true));

it.each([
  [[], null],
  [[['1', '1.1']], 10],
  [[['1', '1.1'], ['1', '1.3'], ['1', '0.5']], 10],
  [[['1', '1.1'], ['1', '1.3']], 20],
] as const)('the median of %j is %s', (rates, expected) => expect(median(rates.map(([before, after]) => change(before, after)))).toBe(expected));

it.each([
  [1, 5, [1]],
  [3, 5, [1, 2, 3]],
  [9, 5, [1, 3, 5, 7, 9]],
  [0, 5, []],
])('of %i pages at most %i', (pages, most, expected) => expect(spread(pages, most)).toEqual(expected));

it('draws a kind as large in a sample as it is in all', () => {
  const some = (count: number, rate: string) => Array.from({ length: count }, () => change('1', rate));
  const sample = weighed([{ changes: some(6000, '2'), share: 90_000 }, { changes: some(6000, '0.5'), share: 30_000 }]);
  const dearer = sample.filter((one) => one.rate === '2').length;
  expect([dearer, sample.length - dearer]).toEqual([6000, 2000]);
});

it('takes all of the only kind that there is', () => expect(weighed([{ changes: [change('1', '2')], share: 1 }, { changes: [], share: 0 }])).toHaveLength(1));
