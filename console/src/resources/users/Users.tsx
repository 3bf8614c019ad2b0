import { useQuery } from '@tanstack/react-query';
import { rolesQuery, toOptions } from '~/api/lookups';
import type { User } from '~/api/models';
import { useSession } from '~/api/session';
import { ResourcePage } from '~/resource/ResourcePage';
import { defineResource, type Resource } from '~/resource/types';

function RoleName({ id }: { id: number }) {
  return <>{useQuery(rolesQuery).data?.find((role) => role.id === id)?.name ?? ''}</>;
}

export const users: Resource<User> = defineResource<User>({
  entity: 'users',
  path: '/users',
  title: 'Users',
  singular: 'user',
  description: 'Your colleagues. What each may do is decided by the role.',
  permission: 'users',
  labelOf: (user) => user.name,
  columns: [
    { key: 'username', label: 'Username', sortable: true },
    { key: 'name', label: 'Name', sortable: true },
    { key: 'email_address', label: 'Email', wide: true },
    { key: 'role_id', label: 'Role', render: (row) => <RoleName id={row.role_id} /> },
  ],
  filters: [{ column: 'role_id', label: 'Any role', useOptions: () => toOptions(useQuery(rolesQuery).data) }],
  fields: [
    { name: 'name', label: 'Name', required: true, half: true },
    { name: 'public_name', label: 'Name that customers see', required: true, half: true },
    { name: 'username', label: 'Username', required: true, half: true },
    { name: 'role_id', label: 'Role', kind: 'select', required: true, half: true, useOptions: () => toOptions(useQuery(rolesQuery).data) },
    { name: 'email_address', label: 'Email', kind: 'email', required: true, half: true },
    { name: 'mobile_number', label: 'Mobile number', half: true },
    { name: 'password', label: 'Password', kind: 'password', hint: 'For an existing user: left blank, it stays as it is.' },
  ],
  blank: { name: '', public_name: '', username: '', role_id: null, email_address: '', mobile_number: '', password: '' },
  toBody: ({ password, mobile_number, ...values }) => ({ ...values, ...(mobile_number ? { mobile_number } : {}), ...(password ? { password } : {}) }),
  touches: ['session'],
});

export default function Users() {
  const session = useSession();
  // Nobody deletes the account they are signed in with.
  return <ResourcePage resource={{ ...users, protectedRow: (user) => user.id === session?.user.id }} />;
}
