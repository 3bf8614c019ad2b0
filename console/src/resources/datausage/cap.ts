import type { UsagePeriod, UsageTerms } from '~/api/usage';

const GIGABYTE = 1_000_000_000;

export interface Cap {
  used_in_bytes: number;
  included_in_bytes: number;
  rolled_over_in_bytes: number;
  bought_in_bytes: number;
  cap_in_bytes: number;
  left_in_bytes: number;
  beyond_in_bytes: number;
  /** Used of the cap in percent; above 100 beyond it. */
  percent: number;
  /** What the end of the period charges for what is beyond, if it does: units begun count whole. */
  overage_units: number;
}

export const billable = (period: UsagePeriod): number => period.billable_in_bytes + period.billable_out_bytes;
export const free = (period: UsagePeriod): number => period.free_in_bytes + period.free_out_bytes;

/** How much of its cap an account has used, and what that comes to. Only billable data counts. */
export function capOf(terms: UsageTerms, period: UsagePeriod | undefined): Cap {
  const used = period ? billable(period) : 0;
  const included = terms.policy_cap_in_gigabytes * GIGABYTE;
  const cap = included + terms.rollover_available_in_bytes + terms.purchased_top_off_total_in_bytes;
  const beyond = Math.max(0, used - cap);
  const unit = (terms.overage_units_in_gigabytes ?? 0) * GIGABYTE;
  return {
    used_in_bytes: used, included_in_bytes: included, rolled_over_in_bytes: terms.rollover_available_in_bytes, bought_in_bytes: terms.purchased_top_off_total_in_bytes,
    cap_in_bytes: cap, left_in_bytes: Math.max(0, cap - used), beyond_in_bytes: beyond, percent: cap > 0 ? (used / cap) * 100 : used > 0 ? Infinity : 0,
    overage_units: terms.assess_charges_at_end_of_billing_period && unit > 0 ? Math.ceil(beyond / unit) : 0,
  };
}
