import { useQuery } from '@tanstack/react-query';
import { useServices, type FreePeriod } from './catalog';
import { accountServicesQuery } from './billing';
import { api } from './client';

/** Data usage of an account, as the API sends it. A gigabyte has 1,000,000,000 bytes. */

export interface UsagePeriod {
  id: number;
  billable_in_bytes: number;
  billable_out_bytes: number;
  free_in_bytes: number;
  free_out_bytes: number;
  start_time: string;
  /** Null while it is the present one. */
  closed_time: string | null;
}

export interface UsageTerms {
  has_policy: boolean;
  policy_cap_in_gigabytes: number;
  rollover_enabled: boolean;
  rollover_expiration_enabled: boolean;
  rollover_expires_after_months: number;
  assess_charges_at_end_of_billing_period: boolean;
  allow_user_to_purchase_capacity: boolean;
  overage_cost: number | string | null;
  overage_units_in_gigabytes: number | null;
  rollover_available_in_bytes: number;
  purchased_top_off_total_in_bytes: number;
}

/** Bits per second by the Unix timestamp at which they begin. */
export type Rates = Record<string, number>;

export interface UsageSource {
  data_source_identifier: string;
  data_source_parent: string;
  data_type: string;
}

export interface GranularUsage {
  granular: { series: (UsageSource & { in: Rates; out: Rates })[]; totals: { in: Rates; out: Rates } };
  totals: (UsageSource & { totals: { total_in: number; total_out: number; combined_total: number } })[];
}

export const usageTermsQuery = (account: number) => ({ queryKey: ['data_usage', account, 'terms'], queryFn: () => api.get<UsageTerms>(`/accounts/${account}/usage_based_billing_policy_details`) });
export const granularUsageQuery = (account: number, from: number, to: number) => ({
  queryKey: ['data_usage', account, 'granular', from, to],
  queryFn: () => api.get<GranularUsage>(`/accounts/${account}/granular_data_usage/${from}/${to}`),
});

/** The policy that holds for an account: that of the internet service that it had first. Undefined while that is read, null for none. */
export function useUsagePolicyOf(account: number): number | null | undefined {
  const owned = useQuery(accountServicesQuery(account)).data;
  const services = useServices();
  if (!owned || !services) return undefined;
  const oldest = [...owned].sort((a, b) => a.unique_service_relationship_id - b.unique_service_relationship_id);
  const found = oldest.map((row) => services.find((service) => service.id === row.id)).find((service) => service?.data_service && service.usage_based_billing_policy_id);
  return found?.usage_based_billing_policy_id ?? null;
}

/** When data is free under a policy. */
export function useFreePeriods(policy: number | null | undefined): FreePeriod[] | undefined {
  const path = `/system/usage_based_billing_policies/${policy ?? 0}/usage_based_billing_free_periods` as const;
  return useQuery({ queryKey: ['usage_based_billing_free_periods', path], queryFn: async () => (await api.list<FreePeriod>(path, { limit: 1000 })).data, enabled: !!policy, retry: false }).data;
}
