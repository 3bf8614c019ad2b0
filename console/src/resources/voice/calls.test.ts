import { expect, it } from 'vitest';
import type { CallRecord } from '~/api/voice';
import { bundles, chargedInCents, costOf, datesBetween, localDates, minutesByDay, monthOf, totals } from './calls';

const call = (kind: CallRecord['class'], billed_seconds: number, rate = '0', call_start = '2026-11-03 15:00:00'): CallRecord => ({
  id: 1, origination: '14145550100', destination: '14145550199', call_start, duration_in_seconds: billed_seconds, matched_prefix: null, prefix_name: null, rate, service_id: 6, class: kind, billed_seconds, billed_on: null,
});

it('prices a call by its billed seconds', () => expect(costOf({ rate: '3.90000000000000000000', billed_seconds: 600 })).toBe(39));

it('rounds the sum of a kind once, not each call', () => {
  const [international] = totals([call('international', 20, '1'), call('international', 20, '1'), call('international', 20, '1')]);
  expect(international).toMatchObject({ calls: 3, billed_seconds: 60, cost_in_cents: 1 });
});

it('shows kinds in their order, and only those that there are', () =>
  expect(totals([call('inbound', 60), call('local', 60), call('international', 60)]).map((total) => total.class)).toEqual(['local', 'international', 'inbound']));

it('puts a call of the evening on the day that the operator has', () => {
  const dateOf = localDates('America/Chicago');
  expect(dateOf('2026-11-04 03:30:00')).toBe('2026-11-03');
  expect(dateOf('2026-11-04 06:00:00')).toBe('2026-11-04');
  const days = datesBetween('2026-11-02', '2026-11-04');
  expect(minutesByDay([call('local', 90, '0', '2026-11-04 03:30:00'), call('local', 30), call('local', 600, '0', '2026-11-09 12:00:00')], days, dateOf)).toMatchObject([{ kind: { class: 'local' }, minutes: [0, 2, 0] }]);
});

it('keeps the day when clocks change', () => {
  const dateOf = localDates('America/Chicago');
  expect(['2026-11-01 04:59:59', '2026-11-01 05:00:00', '2026-11-02 05:59:59', '2026-11-02 06:00:00'].map(dateOf)).toEqual(['2026-10-31', '2026-11-01', '2026-11-01', '2026-11-02']);
});

it.each([
  ['2026-11-21', 0, '2026-11-01', '2026-11-30'],
  ['2026-01-31', -1, '2025-12-01', '2025-12-31'],
  ['2028-03-31', -1, '2028-02-01', '2028-02-29'],
])('months from %s, %i later: %s to %s', (today, later, from, to) => expect(monthOf(today, later)).toEqual({ from, to }));

const PLAN = { unlimited_local_minutes: true, local_minutes: null, local_minutes_amount: 0, unlimited_long_distance_minutes: false, long_distance_minutes: 300, long_distance_minutes_amount: 0.039 };

it('charges minutes beyond the bundle and calls that have a rate of their own', () => {
  const calls = [call('local', 90_000), call('long_distance', 18_600, '3.9'), call('international', 120, '1.218'), call('inbound', 500)];
  const used = bundles(PLAN, 1, calls);
  expect(used).toMatchObject([{ unlimited: true, beyond_seconds: 0 }, { free_seconds: 18_000, used_seconds: 18_600, beyond_seconds: 600 }]);
  expect(chargedInCents(used, calls)).toEqual({ bundles: 39, others: 2 });
});

it('has the free minutes for each one of the service and each month', () => expect(bundles(PLAN, 6, [])[1]).toMatchObject({ free_seconds: 108_000, beyond_seconds: 0 }));
