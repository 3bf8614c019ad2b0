import { Badge, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { toOptions, useGroups, useStatuses, useTypes } from '~/api/lookups';
import type { Account } from '~/api/models';
import { useFormat } from '~/lib/format';
import { defineResource, type Field } from '~/resource/types';
import { AccountStatusDot } from '~/ui/Status';

function TypeName({ id }: { id: number }) {
  return <>{useTypes()?.find((type) => type.id === id)?.name ?? ''}</>;
}

export function GroupNames({ ids }: { ids: number[] }) {
  const groups = useGroups();
  return (
    <Group gap={4}>
      {ids.map((id) => <Badge key={id} variant="default" size="sm">{groups?.find((group) => group.id === id)?.name ?? id}</Badge>)}
    </Group>
  );
}

function Money({ amount }: { amount: number | string }) {
  const text = useFormat().money(amount);
  return Number(amount) === 0 ? <Text span c="dimmed" size="sm">{text}</Text> : <>{text}</>;
}

function Day({ date }: { date: string | null }) {
  return <>{useFormat().date(date) || <Text span c="dimmed">–</Text>}</>;
}

/** What an account itself carries; contacts and addresses are their own. */
export const accountFields: Field[] = [
  { name: 'name', label: 'Name', required: true },
  { name: 'account_status_id', label: 'Status', kind: 'select', required: true, half: true, useOptions: () => toOptions(useStatuses()) },
  { name: 'account_type_id', label: 'Type', kind: 'select', required: true, half: true, useOptions: () => toOptions(useTypes()) },
  { name: 'account_groups', label: 'Groups', kind: 'multiselect', useOptions: () => toOptions(useGroups()) },
];

export const accounts = defineResource<Account>({
  entity: 'accounts',
  path: '/accounts',
  title: 'Accounts',
  singular: 'account',
  permission: 'accounts',
  labelOf: (account) => account.name,
  columns: [
    { key: 'id', label: 'No.', sortable: true, width: 72, numeric: true },
    { key: 'name', label: 'Name', sortable: true, render: (row) => <Link className="link" style={{ fontWeight: 560, color: 'inherit' }} to="/accounts/$id" params={{ id: String(row.id) }}>{row.name}</Link> },
    { key: 'account_status_id', label: 'Status', sortable: true, render: (row) => <Group gap={8} wrap="nowrap"><AccountStatusDot id={row.account_status_id} />{row.delinquent && <Badge size="xs" color="red" variant="light">Delinquent</Badge>}</Group> },
    { key: 'account_type_id', label: 'Type', sortable: true, wide: true, render: (row) => <TypeName id={row.account_type_id} /> },
    { key: 'account_groups', label: 'Groups', wide: true, render: (row) => <GroupNames ids={row.account_groups} /> },
    { key: 'next_bill_date', label: 'Next bill', sortable: true, wide: true, render: (row) => <Day date={row.next_bill_date} /> },
    { key: 'balance_due', label: 'Balance due', numeric: true, render: (row) => <Money amount={row.balance_due} /> },
  ],
  filters: [
    { column: 'account_status_id', label: 'Any status', useOptions: () => toOptions(useStatuses()) },
    { column: 'account_type_id', label: 'Any type', useOptions: () => toOptions(useTypes()) },
    { column: 'account_groups', label: 'Any group', useOptions: () => toOptions(useGroups()) },
  ],
  fields: [...accountFields, { name: 'next_bill_date', label: 'Next bill date', kind: 'date', half: true }],
  blank: {},
  // The contract asks for `prorate` with every change of an account; the operator's default is not to.
  toBody: ({ next_bill_date, ...values }) => ({ ...values, prorate: false, ...(next_bill_date ? { next_bill_date } : {}) }),
  emptyHint: 'Create the first account, or import your customers from a file.',
  touches: ['kpi'],
});
