import { Badge, Group, Text } from '@mantine/core';
import type { InvoiceMessage } from '~/api/catalog';
import { toOptions, useTypes } from '~/api/lookups';
import { ResourcePage } from '~/resource/ResourcePage';
import { defineResource } from '~/resource/types';

function TypeNames({ ids }: { ids: number[] }) {
  const types = useTypes();
  return <Group gap={4}>{types && ids.map((id) => <Badge key={id} variant="default" size="sm">{types.find((row) => row.id === id)?.name ?? id}</Badge>)}</Group>;
}

export const invoiceMessages = defineResource<InvoiceMessage>({
  entity: 'invoice_messages',
  path: '/financial/invoices/invoice_messages',
  title: 'Invoice messages',
  singular: 'invoice message',
  description: 'Texts below the invoices of accounts of some types.',
  permission: 'invoice_messages',
  labelOf: (row) => row.name,
  columns: [
    { key: 'name', label: 'Name', sortable: true, width: '20%', render: (row) => <Text span size="sm" fw={560}>{row.name}</Text> },
    { key: 'message', label: 'Message', render: (row) => <Text size="sm" lineClamp={2}>{row.message}</Text> },
    { key: 'account_type_ids', label: 'Account types', width: 230, render: (row) => <TypeNames ids={row.account_type_ids} /> },
  ],
  fields: [
    { name: 'name', label: 'Name', required: true, hint: 'For you; customers do not see it.' },
    { name: 'message', label: 'Message', kind: 'textarea', required: true, hint: 'Plain text, as it stands on the invoice.' },
    { name: 'account_type_ids', label: 'Account types', kind: 'multiselect', required: true, useOptions: () => toOptions(useTypes()), hint: 'Whose invoices it stands on.' },
  ],
  blank: { name: '', message: '', account_type_ids: [] },
  emptyHint: 'For example how to pay, or that the office is closed for the holidays.',
});

export default function InvoiceMessages() {
  return <ResourcePage resource={invoiceMessages} />;
}
