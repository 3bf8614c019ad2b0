import type { AccountType } from '~/api/models';
import { humanize } from '~/lib/format';
import { ResourcePage } from '~/resource/ResourcePage';
import { defineResource } from '~/resource/types';

export const types = defineResource<AccountType>({
  entity: 'account_types',
  path: '/system/account_types',
  title: 'Account types',
  singular: 'account type',
  description: 'New accounts take their billing defaults from their type.',
  permission: 'account_types',
  labelOf: (type) => type.name,
  columns: [
    { key: 'name', label: 'Name', sortable: true },
    { key: 'type', label: 'Kind', width: 200, render: (row) => humanize(row.type) },
  ],
  fields: [
    { name: 'name', label: 'Name', required: true },
    { name: 'type', label: 'Kind', kind: 'select', asText: true, required: true, options: [{ value: 'residential', label: 'Residential' }, { value: 'commercial', label: 'Commercial' }] },
  ],
  blank: { name: '', type: 'residential' },
});

export default function AccountTypes() {
  return <ResourcePage resource={types} />;
}
