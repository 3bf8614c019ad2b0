import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Tax } from '~/api/catalog';
import { useFormat } from '~/lib/format';
import { defineResource, type Values } from '~/resource/types';

export const APPLICATIONS = [
  { value: 'percentage', label: 'Percentage' },
  { value: 'flat', label: 'Flat amount' },
];
export const REACHES = [
  { value: 'global', label: 'Everywhere' },
  { value: 'geo', label: 'By place' },
];
const labelOf = (options: { value: string; label: string }[], value: string) => options.find((option) => option.value === value)?.label ?? value;

/** What stands behind the rate of a tax while it is typed. */
export const rateUnit = (application: unknown) => (application === 'percentage' ? '%' : undefined);

/** The rate of a tax as it applies: percent, or an amount for each one of a service. */
export function Rate({ application, rate }: { application: Tax['application']; rate: string | number }) {
  const format = useFormat();
  return <>{application === 'percentage' ? format.percent(rate) : <>{format.price(rate)} <Text span size="xs" c="dimmed">each</Text></>}</>;
}

const isGlobal = (values: Values) => values.type !== 'geo';

export const taxes = defineResource<Tax>({
  entity: 'taxes',
  path: '/financial/taxes',
  title: 'Taxes',
  singular: 'tax',
  description: 'What services bear on top of their price. A service names its taxes.',
  permission: 'taxes',
  labelOf: (tax) => tax.name,
  columns: [
    { key: 'id', label: 'No.', numeric: true, width: 64, sortable: true },
    { key: 'name', label: 'Name', sortable: true, render: (row) => <Link className="link" style={{ fontWeight: 560, color: 'inherit' }} to="/taxes/$id" params={{ id: String(row.id) }}>{row.name}</Link> },
    { key: 'application', label: 'Kind', sortable: true, width: 180, render: (row) => labelOf(APPLICATIONS, row.application) },
    { key: 'type', label: 'Applies', sortable: true, width: 160, render: (row) => labelOf(REACHES, row.type) },
    { key: 'rate', label: 'Rate', sortable: true, numeric: true, width: 160, render: (row) => (row.type === 'geo' ? <Text span size="sm" c="dimmed">of the place</Text> : <Rate {...row} />) },
  ],
  filters: [
    { column: 'application', label: 'Any kind', options: APPLICATIONS },
    { column: 'type', label: 'Any place', options: REACHES },
  ],
  fields: [
    { name: 'name', label: 'Name', required: true, hint: 'Invoices show it to the customer.' },
    { name: 'application', label: 'Kind', kind: 'select', asText: true, required: true, half: true, options: APPLICATIONS, hint: 'Flat: an amount for each one of a service.' },
    { name: 'type', label: 'Applies', kind: 'select', asText: true, required: true, half: true, options: REACHES, hint: 'By place: as the service address says.' },
    { name: 'rate', label: 'Rate', kind: 'amount', places: 6, required: true, half: true, unit: (values) => rateUnit(values.application), when: isGlobal },
  ],
  blank: { name: '', application: 'percentage', type: 'global', rate: '' },
  // A tax by place has no rate of its own, but the contract asks for one.
  toBody: (values) => ({ ...values, ...(isGlobal(values) ? {} : { rate: values.rate || '0' }) }),
  emptyHint: 'Your tax authority says which ones your services need.',
});
