import { useQuery } from '@tanstack/react-query';
import { all } from './lookups';
import type { Named } from './models';

/** What the operator sells, as the API sends it. Amounts are numbers, except where the contract shows text. */

export type ServiceType = 'recurring' | 'one time' | 'expiring' | 'adjustment' | 'overage';
export type Application = 'debit' | 'credit';

export interface Service extends Named {
  active: boolean;
  type: ServiceType;
  application: Application;
  amount: number;
  billing_frequency_in_months: number;
  times_to_run: number | null;
  limit_adjustments: boolean;
  period_days: number;
  max_amount_per_period: string;
  taxes: number[];
  roles: number[];
  data_service: boolean;
  download_in_kilobits: number | null;
  upload_in_kilobits: number | null;
  technology_code: number;
  usage_based_billing_policy_id: number | null;
  unit_quantity_in_gigabytes: number | null;
  general_ledger_code_id: number | null;
  tax_exemption_amount: number;
  voice_service: boolean;
  unlimited_local_minutes: boolean;
  unlimited_long_distance_minutes: boolean;
  local_minutes: number | null;
  local_minutes_amount: number;
  long_distance_minutes: number | null;
  long_distance_minutes_amount: number;
  first_interval_in_seconds: number | null;
  sub_interval_in_seconds: number | null;
  local_prefixes: string[];
  inbound_toll_free_rate: number | null;
  account_groups: number[];
}

export interface Package extends Named {
  active: boolean;
  services: number[];
}

export interface Tax extends Named {
  application: 'flat' | 'percentage';
  type: 'global' | 'geo';
  rate: string;
}

export interface Geotax extends Named {
  rate: string;
  subdivision: string | null;
  county: string | null;
  city: string | null;
  zip: string | null;
  zip_partial_match: boolean;
}

export interface TaxOverride {
  id: number;
  account_id: number;
  tax_id: number;
  rate: number;
}

export interface LedgerCode {
  id: number;
  code: string;
  description: string;
}

export interface UsagePolicy {
  id: number;
  description: string;
  cap_in_gigabytes: number;
  rollover_enabled: boolean;
  rollover_expiration_enabled: boolean;
  rollover_expires_after_months: number;
  assess_charges_at_end_of_billing_period: boolean;
  allow_user_to_purchase_capacity: boolean;
  service_id: number | null;
}

/** A part of a day, 0 (Sunday) to 6, `HH:MM:SS`; the second of `end` belongs to it. */
export interface FreePeriod {
  id: number;
  day: number;
  start: string;
  end: string;
}

export interface InvoiceMessage extends Named {
  message: string;
  account_type_ids: number[];
}

const servicesQuery = all<Service>('/system/services', 'services');
const packagesQuery = all<Package>('/system/packages', 'packages');
const taxesQuery = all<Tax>('/financial/taxes', 'taxes');
const ledgerCodesQuery = all<LedgerCode>('/financial/general_ledger_codes', 'general_ledger_codes');
const usagePoliciesQuery = all<UsagePolicy>('/system/usage_based_billing_policies', 'usage_based_billing_policies');

export const useServices = () => useQuery(servicesQuery).data;
export const usePackages = () => useQuery(packagesQuery).data;
export const useTaxes = () => useQuery(taxesQuery).data;
export const useLedgerCodes = () => useQuery(ledgerCodesQuery).data;
export const useUsagePolicies = () => useQuery(usagePoliciesQuery).data;

/** Ledger codes as choices, found by number and by description. */
export const useLedgerCodeOptions = () => useLedgerCodes()?.map((row) => ({ value: String(row.id), label: `${row.code} ${row.description}` }));

export const useUsagePolicyOptions = () => useUsagePolicies()?.map((row) => ({ value: String(row.id), label: row.description }));

/** Services as choices: those that are sold, and those that are chosen already. */
export function useServiceOptions(keep: (service: Service) => boolean = () => true, chosen: number[] = []) {
  return useServices()?.filter((row) => (row.active && keep(row)) || chosen.includes(row.id)).map((row) => ({ value: String(row.id), label: row.name }));
}
