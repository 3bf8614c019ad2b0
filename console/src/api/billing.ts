import { useQuery } from '@tanstack/react-query';
import { api } from './client';
import { changed } from './query';

/** The money of an account, as the API sends it. Amounts are in the operator's currency; those that the contract shows as text stay text. */

export interface AccountService {
  /** The service of the catalogue. */
  id: number;
  unique_service_relationship_id: number;
  number_of_times_billed: number;
  price_override: string | null;
  price_override_reason: string | null;
  name_override: string | null;
  package_id: number | null;
  unique_package_id: string | null;
  quantity: number;
  next_bill_date: string | null;
}

export interface NextBillTax {
  tax_id: number;
  geotax_id: number | null;
  description: string;
  rate: number | string;
  base: number;
  amount: number;
}

export interface NextBillLine {
  unique_service_relationship_id: number;
  service_id: number;
  description: string;
  price: number;
  quantity: number;
  number_of_months: number;
  /** The first day that is paid for, and the day after the last one. */
  period_start: string;
  period_end: string;
  amount: number;
  tax_amount: number;
  taxes: NextBillTax[];
}

export interface NextBill {
  bill_date: string | null;
  invoice_date: string | null;
  due_date: string | null;
  auto_pay: string | null;
  lines: NextBillLine[];
  uninvoiced: number;
  recurring: number;
  total: number;
  paid_by_funds: number;
  due: number;
}

export interface BillingDetails {
  balance_due: number;
  balance_total: number;
  next_recurring_charge_amount: number;
  next_bill_date: string | null;
  available_funds: number;
}

export interface Invoice {
  id: number;
  date: string;
  due_date: string;
  frozen: boolean;
  void: boolean;
  delinquent: boolean;
  remaining_due: string;
  child_remaining_due: string;
  number_of_months: number;
  /** 0 for none. */
  master_invoice_id: number;
  auto_pay: string | null;
  auto_pay_attempted: boolean;
}

export interface LineTax {
  description: string;
  amount: number;
}

interface Line {
  id: number;
  amount: number;
  service_id: number;
  date: string;
  reversed: boolean;
  reversed_at: string | null;
  taxes: LineTax[];
  description: string;
  quantity: number;
}

export interface Debit extends Line {
  invoice_id: number | null;
  number_of_months: number;
  /** The discount that took it back. */
  discount_id: number | null;
}

export interface Discount extends Line {
  /** What pays no invoice yet, with taxes. */
  amount_remaining: number;
}

export interface Payment {
  id: number;
  amount: number;
  /** The stored method that paid. */
  payment_method_id: number | null;
  type: string;
  response_message: string | null;
  transaction_id: string | null;
  success: boolean;
  reversed: boolean;
  reversed_at: string | null;
  date: string;
}

export interface Deposit {
  id: number;
  amount: number;
  amount_remaining: number;
  payment_id: number;
  void: boolean;
  date: string;
}

/** Funds of one deposit or discount on one invoice; 0 stands for none of that kind. */
export interface Credit {
  id: number;
  amount: number;
  void: boolean;
  deposit_id: number;
  discount_id: number;
  date: string;
}

/** What a customer pays with: never a number, only its end. */
export interface PaymentMethod {
  id: number;
  name_on_account: string;
  type: 'credit card' | 'echeck' | 'ach';
  identifier: string;
  expiration_month: number | null;
  expiration_year: number | null;
  auto: boolean;
  line1: string | null;
  city: string | null;
  state: string | null;
  zip: string | null;
  country: string | null;
}

export interface PaymentProcessor {
  kind: 'none' | 'sandbox' | 'stripe';
  secret_key_configured: boolean;
  base_url: string | null;
  statement_description: string | null;
  currency: string;
}

export interface BillingRun {
  id: number;
  date: string;
  state: 'billing' | 'linking' | 'done';
  accounts: number;
  accounts_done: number;
  accounts_billed: number;
  accounts_failed: number;
  invoices: number;
  invoiced: number;
  started_at: string;
  finished_at: string | null;
}

export interface BillingDryRun {
  accounts: number;
  invoices: number;
  invoiced: number;
  taxes: number;
  discounts: number;
  paid_by_funds: number;
  accounts_failed: number;
  failures: { account_id: number; message: string }[];
}

export interface BillingRunFailure {
  id: number;
  account_id: number;
  bill_date: string;
  message: string;
}

/** The most rows that one request brings. */
const ALL = 1000;

/** Cached under the entity's name, so that a write reads it again. */
export const accountServicesQuery = (account: number) => ({
  queryKey: ['account_services', account],
  queryFn: async () => (await api.list<AccountService>(`/accounts/${account}/services`, { limit: ALL })).data,
});
export const nextBillQuery = (account: number) => ({ queryKey: ['next_bill', account], queryFn: () => api.get<NextBill>(`/accounts/${account}/next_bill`) });
export const billingDetailsQuery = (account: number) => ({ queryKey: ['billing_details', account], queryFn: () => api.get<BillingDetails>(`/accounts/${account}/billing_details`) });
export const billingParametersQuery = (account: number) => ({
  queryKey: ['billing_parameters', account],
  queryFn: () => api.get<Record<string, unknown>>(`/accounts/${account}/billing_parameters`),
});
export const outstandingQuery = (account: number) => ({
  queryKey: ['invoices', account, 'outstanding'],
  queryFn: async () => (await api.list<Invoice>(`/accounts/${account}/invoices/outstanding`)).data,
});

export const paymentMethodsQuery = (account: number) => ({
  queryKey: ['payment_methods', account],
  queryFn: async () => (await api.list<PaymentMethod>(`/accounts/${account}/payment_methods`, { limit: ALL })).data,
});

/** Who charges; undefined for who may not read the settings. */
export const useProcessor = () =>
  useQuery({ queryKey: ['payment_processor'], queryFn: () => api.get<PaymentProcessor>('/system/payment_processor'), retry: false, staleTime: 60_000 }).data;

const lines = <T>(account: number, kind: 'debits' | 'discounts' | 'payments' | 'deposits') => ({
  queryKey: [kind, account],
  queryFn: () => api.list<T>(`/accounts/${account}/transactions/${kind}`, { limit: ALL }),
});
export const debitsQuery = (account: number) => lines<Debit>(account, 'debits');
export const discountsQuery = (account: number) => lines<Discount>(account, 'discounts');
export const paymentsQuery = (account: number) => lines<Payment>(account, 'payments');
export const depositsQuery = (account: number) => lines<Deposit>(account, 'deposits');

/** Whether changes are prorated where nobody says; undefined for who may not read the settings. */
export const useProrates = () =>
  useQuery({ queryKey: ['billing'], queryFn: () => api.get<Record<string, unknown>>('/system/billing'), retry: false }).data?.prorate as boolean | undefined;

/** Reads again whatever a change of services, terms or money can have moved. */
export const moneyChanged = () =>
  changed('account_services', 'next_bill', 'billing_details', 'billing_parameters', 'invoices', 'debits', 'discounts', 'payments', 'deposits', 'credits', 'accounts', 'kpi');
