import { expect, it } from 'vitest';
import { busiest } from './busiest';

const call = (origination: string, destination: string, day = 1) => ({ origination, destination, call_start: `2026-11-0${day} 12:00:00` });

it('counts a number on either side of a call', () =>
  expect(busiest([call('14145550100', '12125550142', 1), call('13125550164', '14145550100', 3), call('anonymous', '14145550100', 2)], 1)).toEqual([{ did: '4145550100', calls: 3, last: '2026-11-03 12:00:00' }]));

it('leaves out what cannot be a number of the operator', () => expect(busiest([call('anonymous', '011442079460123')], 5)).toEqual([]));

it('counts a call to oneself once', () => expect(busiest([call('14145550100', '14145550100')], 5)[0]?.calls).toBe(1));

it('leaves out whom the busiest numbers only called', () => {
  const calls = Array.from({ length: 12 }, (_, index) => call('14145550100', `1212555010${index % 6}`));
  expect(busiest(calls, 5).map(({ did }) => did)).toEqual(['4145550100']);
});
