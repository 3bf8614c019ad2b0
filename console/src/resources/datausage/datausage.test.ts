import { expect, it } from 'vitest';
import type { UsagePeriod, UsageTerms } from '~/api/usage';
import { capOf } from './cap';
import { freeBands, highest, moments } from './graph';

const GB = 1_000_000_000;
const terms = (more: Partial<UsageTerms> = {}): UsageTerms => ({
  has_policy: true, policy_cap_in_gigabytes: 100, rollover_enabled: true, rollover_expiration_enabled: false, rollover_expires_after_months: 0,
  assess_charges_at_end_of_billing_period: true, allow_user_to_purchase_capacity: true, overage_cost: '10.00', overage_units_in_gigabytes: 50,
  rollover_available_in_bytes: 0, purchased_top_off_total_in_bytes: 0, ...more,
});
const period = (billable_gb: number, free_gb = 0): UsagePeriod => ({
  id: 1, billable_in_bytes: billable_gb * GB, billable_out_bytes: 0, free_in_bytes: free_gb * GB, free_out_bytes: 0, start_time: '2026-11-01 00:00:00', closed_time: null,
});

it.each([
  ['free data does not count', terms(), period(40, 500), 40, 60, 0],
  ['rollover and top offs widen the cap', terms({ rollover_available_in_bytes: 20 * GB, purchased_top_off_total_in_bytes: 80 * GB }), period(100), 50, 100, 0],
  ['a unit that is begun counts whole', terms(), period(101), 101, 0, 1],
  ['units are counted', terms(), period(250), 250, 0, 3],
  ['without a charge, beyond costs nothing', terms({ assess_charges_at_end_of_billing_period: false }), period(250), 250, 0, 0],
])('%s', (_, policy, used, percent, left_gb, units) => {
  const cap = capOf(policy, used);
  expect([cap.percent, cap.left_in_bytes / GB, cap.overage_units]).toEqual([percent, left_gb, units]);
});

it('draws nothing across a gap', () => {
  const rates = { 0: 1, 60: 2, 120: 3, 600: 4, 660: 5 };
  expect(moments({ in: rates, out: {} }).map((moment) => [moment.at, moment.in])).toEqual([[0, 1], [60, 2], [120, 3], [180, null], [600, 4], [660, 5]]);
  expect(moments({ in: {}, out: {} })).toEqual([]);
});

it('knows the most and what nearly all stay below', () => {
  expect(highest([...Array.from({ length: 100 }, (_, index) => index + 1), null])).toEqual({ most: 100, percentile_95: 95 });
  expect(highest([])).toEqual({ most: 0, percentile_95: 0 });
});

// 2026-11-21 06:00 UTC is midnight in Chicago, a Saturday.
const MIDNIGHT = Date.UTC(2026, 10, 21, 6) / 1000;

it('finds the free nights of the operator’s time zone', () => {
  const nights = [{ id: 1, day: 6, start: '00:00:00', end: '06:00:00' }, { id: 2, day: 6, start: '23:00:00', end: '23:59:59' }, { id: 3, day: 0, start: '00:00:00', end: '01:00:00' }];
  const hour = 3600;
  expect(freeBands(nights, MIDNIGHT - hour, MIDNIGHT + 30 * hour, 'America/Chicago')).toEqual([[MIDNIGHT, MIDNIGHT + 6 * hour], [MIDNIGHT + 23 * hour, MIDNIGHT + 25 * hour]]);
  expect(freeBands([], MIDNIGHT, MIDNIGHT + hour, 'America/Chicago')).toEqual([]);
});
