import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useServiceOptions, useServices, type Service, type UsagePolicy } from '~/api/catalog';
import { formatCount } from '~/lib/format';
import { shownValues } from '~/resource/form';
import { defineResource, type Field, type Values } from '~/resource/types';

const isCharged = (values: Values) => !!values.assess_charges_at_end_of_billing_period || !!values.allow_user_to_purchase_capacity;

const fields: Field[] = [
  { name: 'description', label: 'Name', required: true },
  { name: 'cap_in_gigabytes', label: 'Included', kind: 'number', unit: 'GB', required: true, half: true, hint: 'In a billing period; 1 GB is 1000 MB.' },
  { name: 'rollover_enabled', label: 'What is left rolls over', section: 'What is not used', kind: 'switch', hint: 'It is added to what the next billing period includes.' },
  { name: 'rollover_expiration_enabled', label: 'Rolled over data expires', kind: 'switch', when: (values) => !!values.rollover_enabled },
  { name: 'rollover_expires_after_months', label: 'After', kind: 'number', unit: 'months', required: true, half: true, when: (values) => !!values.rollover_enabled && !!values.rollover_expiration_enabled },
  { name: 'assess_charges_at_end_of_billing_period', label: 'What is used beyond is charged', section: 'Beyond what is included', kind: 'switch', hint: 'When the billing period ends.' },
  { name: 'allow_user_to_purchase_capacity', label: 'Customers can buy more', kind: 'switch', hint: 'In the portal, before the billing period ends.' },
  {
    name: 'service_id', label: 'At the price of', kind: 'select', required: true, hint: 'A service of the type overage.', when: isCharged,
    useOptions: () => useServiceOptions((service) => service.type === 'overage'),
  },
];

function ServiceName({ id }: { id: number | null }) {
  const service = useServices()?.find((row) => row.id === id);
  return service ? <>{service.name}</> : <Text span size="sm" c="dimmed">–</Text>;
}

const rollover = (row: UsagePolicy) => (!row.rollover_enabled ? 'Expires' : !row.rollover_expiration_enabled ? 'Rolls over' : `Rolls over for ${row.rollover_expires_after_months} months`);

type Terms = Pick<UsagePolicy, 'cap_in_gigabytes' | 'rollover_enabled' | 'rollover_expiration_enabled' | 'rollover_expires_after_months' | 'assess_charges_at_end_of_billing_period' | 'allow_user_to_purchase_capacity'>;

/** What a policy does, in sentences. */
export function policyInWords(row: Terms, service: Pick<Service, 'amount' | 'unit_quantity_in_gigabytes'> | undefined, money: (amount: number) => string): string[] {
  const months = row.rollover_expires_after_months;
  const price = service ? `${money(service.amount)} for every ${service.unit_quantity_in_gigabytes} GB` : '';
  const ways = [row.assess_charges_at_end_of_billing_period && 'is charged when the billing period ends', row.allow_user_to_purchase_capacity && 'can be bought before'].filter(Boolean);
  return [
    `${formatCount(row.cap_in_gigabytes)} GB are included in every billing period.`,
    !row.rollover_enabled ? 'What is not used is lost.' : `What is not used is added to the next one${row.rollover_expiration_enabled ? `, and is lost after ${months} ${months === 1 ? 'month' : 'months'}` : ''}.`,
    ways.length ? `More ${ways.join(', or ')}${price ? `: ${price}` : ''}.` : 'More costs nothing.',
  ];
}

export const policies = defineResource<UsagePolicy>({
  entity: 'usage_based_billing_policies',
  path: '/system/usage_based_billing_policies',
  title: 'Usage policies',
  singular: 'usage policy',
  description: 'How much data a service includes, what happens beyond it, and when data is free.',
  permission: 'usage_based_billing_policies',
  labelOf: (row) => row.description,
  columns: [
    { key: 'id', label: 'No.', numeric: true, width: 64, sortable: true },
    { key: 'description', label: 'Name', sortable: true, render: (row) => <Link className="link" style={{ fontWeight: 560, color: 'inherit' }} to="/usage-policies/$id" params={{ id: String(row.id) }}>{row.description}</Link> },
    { key: 'cap_in_gigabytes', label: 'Included', sortable: true, numeric: true, width: 140, render: (row) => `${formatCount(row.cap_in_gigabytes)} GB` },
    { key: 'rollover_enabled', label: 'What is not used', width: 230, render: rollover },
    { key: 'service_id', label: 'Beyond that', wide: true, render: (row) => <ServiceName id={row.service_id} /> },
  ],
  fields,
  blank: {
    description: '', cap_in_gigabytes: null, rollover_enabled: false, rollover_expiration_enabled: false, rollover_expires_after_months: null,
    assess_charges_at_end_of_billing_period: false, allow_user_to_purchase_capacity: false, service_id: null,
  },
  toBody: (values, row) => ({ rollover_expiration_enabled: false, rollover_expires_after_months: 0, service_id: null, ...shownValues(fields, values, !row) }),
  emptyHint: 'A policy is named by the internet services that it is for.',
});
