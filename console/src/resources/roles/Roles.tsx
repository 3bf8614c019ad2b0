import { Badge, Text } from '@mantine/core';
import type { Role } from '~/api/models';
import { ResourcePage } from '~/resource/ResourcePage';
import { defineResource } from '~/resource/types';
import { PermissionMatrix } from './PermissionMatrix';

export const roles = defineResource<Role>({
  entity: 'roles',
  path: '/roles',
  title: 'Roles',
  singular: 'role',
  description: 'What a group of users may do, action by action.',
  permission: 'roles',
  labelOf: (role) => role.name,
  protectedRow: (role) => !!role.built_in,
  columns: [
    { key: 'name', label: 'Name', sortable: true, render: (row) => <Text span size="sm" fw={540}>{row.name}{row.built_in && <Badge variant="default" size="xs" ml={8}>Built in</Badge>}</Text> },
    { key: 'permissions', label: 'Permissions', width: 160, render: (row) => (row.built_in ? 'All' : (row.permissions?.length ?? '–')) },
  ],
  fields: [
    { name: 'name', label: 'Name', required: true },
    { name: 'permissions', label: 'Permissions', input: (props) => <PermissionMatrix {...props} /> },
  ],
  blank: { name: '', permissions: [] },
  drawerSize: 'min(820px, 96vw)',
  touches: ['session'],
});

export default function Roles() {
  return <ResourcePage resource={roles} />;
}
