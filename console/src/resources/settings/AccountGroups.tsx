import type { Named } from '~/api/models';
import { ResourcePage } from '~/resource/ResourcePage';
import { defineResource } from '~/resource/types';

export const groups = defineResource<Named>({
  entity: 'account_groups',
  path: '/system/account_groups',
  title: 'Account groups',
  singular: 'account group',
  description: 'Labels that put accounts together, for filters and reports. An account can be in many.',
  permission: 'account_groups',
  labelOf: (group) => group.name,
  columns: [{ key: 'id', label: 'No.', numeric: true, width: 72, sortable: true }, { key: 'name', label: 'Name', sortable: true }],
  fields: [{ name: 'name', label: 'Name', required: true }],
  blank: { name: '' },
  emptyHint: 'For example “Employees”, or the name of a housing association.',
});

export default function AccountGroups() {
  return <ResourcePage resource={groups} />;
}
