import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { billedSeconds, costInCents, dialled, nanos, nanosOfPrice, prefixesOf, priceText, quote, type Match, type Terms } from './rating';

/** The cases of `engines/rating`: the console must say what the server charges. */
const CASES = readFileSync('../engines/rating/tests/tables/rating.txt', 'utf8').split('\n')
  .map((line) => line.split('#')[0]!.trim()).filter(Boolean)
  .map((line) => {
    const [left, expected] = line.split('=>').map((part) => part.trim()) as [string, string];
    const [kind, ...cells] = left.split('|').map((part) => part.trim()) as [string, ...string[]];
    return { line, kind, cells, expected };
  });
const of = (...kinds: string[]) => CASES.filter(({ kind }) => kinds.includes(kind)).map((one) => [one.line, one] as const);

const items = (text: string) => text.split(',').map((item) => item.trim()).filter(Boolean);
const deck = (text: string): Match[] => items(text).map((item) => {
  const [prefix = '', rate = '0', name = ''] = item.split(':');
  return { prefix, name, nanos: nanos(rate) };
});
const find = (rates: Match[], digits: string) => prefixesOf(digits).map((prefix) => rates.find((rate) => rate.prefix === prefix)).find(Boolean) ?? null;
const units = (rate: bigint) => String(Number(rate) / 1e9);

it('has the cases of the engine', () => expect(CASES.length).toBeGreaterThan(90));

it.each(of('number'))('%s', (_, { cells, expected }) => {
  const number = dialled(cells[0]!);
  expect(number ? `${number.kind} ${number.digits}` : 'no number').toBe(expected.split(',')[0]);
});

it.each(of('find'))('%s', (_, { cells, expected }) => {
  const found = find(deck(cells[0]!), cells[1]!);
  expect(found ? `${found.prefix} at ${units(found.nanos)} ${found.name}`.trim() : 'none').toBe(expected);
});

it.each(of('seconds'))('%s', (_, { cells, expected }) => expect(String(billedSeconds(Number(cells[2]), Number(cells[0]), Number(cells[1])))).toBe(expected));

it.each(of('cost').filter(([, { expected }]) => expected !== 'too large'))('%s', (_, { cells, expected }) => {
  const parts = items(cells[0] ?? '').map((item) => {
    const [seconds = '0', rate = '0'] = item.split('@');
    return { seconds: BigInt(seconds), nanos: nanos(rate) };
  });
  expect((costInCents(parts) / 100).toFixed(2)).toBe(expected);
});

function terms(text: string): Terms {
  const said = new Map(text.split(';').map((part) => part.trim().split(/\s+/)).map(([word = '', ...rest]) => [word, rest]));
  const price = (word: string) => nanos(said.get(word)?.[0] ?? '0');
  const [first = '0', sub = '0'] = said.get('intervals') ?? [];
  return { local_prefixes: said.get('prefixes') ?? [], first_interval_in_seconds: Number(first), sub_interval_in_seconds: Number(sub), local_nanos: price('local'), long_distance_nanos: price('long') };
}

const CLASSES = { local: 'Local', long_distance: 'LongDistance', international: 'International', toll_free: 'TollFree' };

it.each(of('out'))('%s', (_, { cells, expected }) => {
  const to = dialled(cells[0]!)!;
  const rated = quote(to, Number(cells[1]), terms(cells[2]!), find(deck(cells[3] ?? ''), to.digits));
  expect(rated ? `${CLASSES[rated.class]} ${rated.billed_seconds}s at ${units(rated.nanos)} by ${rated.matched?.prefix ?? '-'}` : 'no rate').toBe(expected);
});

it.each([
  ['0.58800000000000000000', '0.00588'],
  ['0.00000000000000000000', '0'],
  ['17.36000000000000000000', '0.1736'],
  ['0.00000000100000000000', '0.00000000001'],
  ['1000000.000000000000', '10000'],
])('a rate of %s cents is %s of the currency', (rate, price) => expect(priceText(nanos(rate))).toBe(price));

it('takes prices of services in units of the currency', () => expect(nanosOfPrice(0.039)).toBe(nanos('3.9')));
