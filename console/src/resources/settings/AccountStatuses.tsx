import type { AccountStatus } from '~/api/models';
import { ResourcePage } from '~/resource/ResourcePage';
import { defineResource } from '~/resource/types';
import { StatusDot, YesNo } from '~/ui/Status';

const BUILT_IN = 3;

export const statuses = defineResource<AccountStatus>({
  entity: 'account_statuses',
  path: '/system/account_statuses',
  title: 'Account statuses',
  singular: 'account status',
  description: 'Only accounts with an active status are billed and have service.',
  permission: 'account_statuses',
  labelOf: (status) => status.name,
  protectedRow: (status) => status.id <= BUILT_IN,
  columns: [
    { key: 'name', label: 'Name', sortable: true, render: (row) => <StatusDot color={row.color} name={row.name} /> },
    { key: 'active', label: 'Active', width: 130, render: (row) => <YesNo value={row.active} /> },
    { key: 'account_super_user_only', label: 'Super users only', width: 170, render: (row) => <YesNo value={row.account_super_user_only} /> },
    { key: 'color', label: 'Colour', width: 120, render: (row) => <span className="mono">{row.color}</span> },
  ],
  fields: [
    { name: 'name', label: 'Name', required: true },
    { name: 'color', label: 'Colour', kind: 'color', required: true },
    { name: 'active', label: 'Active', kind: 'switch', hint: 'Accounts with this status are billed and have service.' },
    { name: 'account_super_user_only', label: 'Only account super users may set it', kind: 'switch' },
  ],
  blank: { name: '', color: '#3b82c4', active: false, account_super_user_only: false },
});

export default function AccountStatuses() {
  return <ResourcePage resource={statuses} />;
}
