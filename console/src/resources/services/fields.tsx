import { useQuery } from '@tanstack/react-query';
import type { Service } from '~/api/catalog';
import { useLedgerCodeOptions, useTaxes, useUsagePolicyOptions } from '~/api/catalog';
import { rolesQuery, toOptions, useGroups } from '~/api/lookups';
import { amountText, rateText } from '~/lib/format';
import { shownValues } from '~/resource/form';
import type { Field, Values } from '~/resource/types';
import { ApplicationInput, SpeedInput, TypeInput } from './inputs';
import { TECHNOLOGIES } from './words';

const is = (...types: string[]) => (values: Values) => types.includes(String(values.type));
const isData = (values: Values) => is('recurring')(values) && !!values.data_service;
const isVoice = (values: Values) => is('recurring', 'expiring')(values) && !!values.voice_service;
const isLimited = (values: Values) => is('adjustment')(values) && !!values.limit_adjustments;

const amount: Field = { name: 'amount', label: 'Price', kind: 'amount', required: true, half: true };

/** A part of the form of a service; one without a field to show is left out. */
export interface Part {
  title: string;
  fields: Field[];
}

/** Each field is shown where the type of the service uses it. */
export const PARTS: Part[] = [
  {
    title: 'Service',
    fields: [
      { name: 'name', label: 'Name', required: true, hint: 'Invoices show it to the customer.' },
      { name: 'application', label: 'Charge or credit', input: (props) => <ApplicationInput {...props} /> },
      { name: 'type', label: 'When it bills', input: (props) => <TypeInput {...props} /> },
      { name: 'active', label: 'Sold', kind: 'switch', hint: 'Turned off, it cannot be added any more. Accounts that have it keep it.' },
    ],
  },
  {
    title: 'Price',
    fields: [
      { ...amount, when: is('recurring', 'one time', 'expiring', 'overage') },
      { ...amount, label: 'Usual amount', hint: 'For orientation: the amount is given each time.', when: is('adjustment') },
      { name: 'billing_frequency_in_months', label: 'Bills every', kind: 'number', unit: 'months', required: true, half: true, hint: 'The price is for all of these months.', when: is('recurring') },
      { name: 'times_to_run', label: 'How often it bills', kind: 'number', unit: 'times', required: true, half: true, hint: 'Once with every bill, then it leaves the account.', when: is('expiring') },
      { name: 'unit_quantity_in_gigabytes', label: 'For every', kind: 'number', unit: 'GB', required: true, half: true, hint: 'Started ones count as whole.', when: is('overage') },
      { name: 'limit_adjustments', label: 'Limit what each user may give', kind: 'switch', when: is('adjustment') },
      { name: 'max_amount_per_period', label: 'At most', kind: 'amount', required: true, half: true, when: isLimited },
      { name: 'period_days', label: 'Within', kind: 'number', unit: 'days', required: true, half: true, when: isLimited },
    ],
  },
  {
    title: 'Internet',
    fields: [
      { name: 'data_service', label: 'It is an internet connection', kind: 'switch', when: is('recurring') },
      { name: 'download_in_kilobits', label: 'Download', half: true, input: (props) => <SpeedInput {...props} name="download_in_kilobits" />, when: isData },
      { name: 'upload_in_kilobits', label: 'Upload', half: true, input: (props) => <SpeedInput {...props} name="upload_in_kilobits" />, when: isData },
      { name: 'technology_code', label: 'Technology', kind: 'select', required: true, half: true, options: TECHNOLOGIES, hint: 'For FCC Form 477.', when: isData },
      { name: 'usage_based_billing_policy_id', label: 'Usage policy', kind: 'select', half: true, useOptions: useUsagePolicyOptions, hint: 'None: use without a limit.', when: isData },
    ],
  },
  {
    title: 'Telephone',
    fields: [
      { name: 'voice_service', label: 'It is a telephone line', kind: 'switch', when: is('recurring', 'expiring') },
      { name: 'unlimited_local_minutes', label: 'Local calls are free', kind: 'switch', half: true, when: isVoice },
      { name: 'unlimited_long_distance_minutes', label: 'Long distance calls are free', kind: 'switch', half: true, when: isVoice },
      { name: 'local_minutes', label: 'Free local', kind: 'number', unit: 'minutes', half: true, when: (values) => isVoice(values) && !values.unlimited_local_minutes },
      { name: 'local_minutes_amount', label: 'Local, beyond that', kind: 'amount', places: 6, half: true, hint: 'For a minute.', when: (values) => isVoice(values) && !values.unlimited_local_minutes },
      { name: 'long_distance_minutes', label: 'Free long distance', kind: 'number', unit: 'minutes', half: true, when: (values) => isVoice(values) && !values.unlimited_long_distance_minutes },
      { name: 'long_distance_minutes_amount', label: 'Long distance, beyond that', kind: 'amount', places: 6, half: true, hint: 'For a minute.', when: (values) => isVoice(values) && !values.unlimited_long_distance_minutes },
      { name: 'first_interval_in_seconds', label: 'A call counts at least', kind: 'number', unit: 'seconds', half: true, when: isVoice },
      { name: 'sub_interval_in_seconds', label: 'Then in steps of', kind: 'number', unit: 'seconds', half: true, when: isVoice },
      { name: 'local_prefixes', label: 'Local numbers begin with', kind: 'list', hint: 'Area codes for example, digits only. Calls to other numbers are long distance.', when: isVoice },
      { name: 'inbound_toll_free_rate', label: 'Inbound toll free calls', kind: 'amount', places: 6, half: true, hint: 'For a minute.', when: isVoice },
    ],
  },
  {
    title: 'Taxes and bookkeeping',
    fields: [
      { name: 'taxes', label: 'Taxes', kind: 'multiselect', useOptions: () => toOptions(useTaxes()) },
      { name: 'tax_exemption_amount', label: 'Free of tax', kind: 'amount', half: true, hint: 'This much of the price is not taxed.' },
      { name: 'general_ledger_code_id', label: 'General ledger code', kind: 'select', half: true, useOptions: useLedgerCodeOptions, hint: 'Where your bookkeeping posts it.' },
    ],
  },
  {
    title: 'Who gets it',
    fields: [
      { name: 'account_groups', label: 'Account groups', kind: 'multiselect', useOptions: () => toOptions(useGroups()), hint: 'Meant for accounts in these groups. None: for all accounts.' },
      { name: 'roles', label: 'Roles that may give it', kind: 'multiselect', useOptions: () => toOptions(useQuery(rolesQuery).data), hint: 'None: all users.', when: is('adjustment') },
    ],
  },
];

export const serviceFields: Field[] = PARTS.flatMap((part) => part.fields);

export const blankService: Values = {
  active: true, name: '', type: 'recurring', application: 'debit', amount: '', billing_frequency_in_months: 1, times_to_run: null,
  limit_adjustments: false, period_days: null, max_amount_per_period: '', taxes: [], roles: [], data_service: false, download_in_kilobits: null,
  upload_in_kilobits: null, technology_code: 70, usage_based_billing_policy_id: null, unit_quantity_in_gigabytes: null, general_ledger_code_id: null,
  tax_exemption_amount: '0.00', voice_service: false, unlimited_local_minutes: false, unlimited_long_distance_minutes: false, local_minutes: null,
  local_minutes_amount: '0', long_distance_minutes: null, long_distance_minutes_amount: '0', first_interval_in_seconds: null,
  sub_interval_in_seconds: null, local_prefixes: [], inbound_toll_free_rate: null, account_groups: [],
};

/** A service as its form holds it: amounts as text with their decimals. */
export const serviceForm = (service: Service): Values => ({
  ...service,
  amount: amountText(service.amount),
  max_amount_per_period: amountText(service.max_amount_per_period),
  tax_exemption_amount: amountText(service.tax_exemption_amount),
  local_minutes_amount: rateText(service.local_minutes_amount),
  long_distance_minutes_amount: rateText(service.long_distance_minutes_amount),
  inbound_toll_free_rate: rateText(service.inbound_toll_free_rate),
});

/** What the API takes: it refuses values that the type of the service has no use for. */
export function serviceBody(values: Values, row: Service | null): Values {
  const { type, ...shown } = shownValues(serviceFields, values, !row);
  return row ? shown : { billing_frequency_in_months: 1, ...shown, type, ...(type === 'adjustment' && !shown.amount ? { amount: '0.00' } : {}) };
}
