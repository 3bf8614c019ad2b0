import type { Named } from '~/api/models';
import { ResourcePage } from '~/resource/ResourcePage';
import { defineResource } from '~/resource/types';

const BUILT_IN = 2;

export const types = defineResource<Named>({
  entity: 'address_types',
  path: '/system/address_types',
  title: 'Address types',
  singular: 'address type',
  description: 'The physical address is where service is delivered and decides the taxes.',
  permission: 'address_types',
  labelOf: (type) => type.name,
  protectedRow: (type) => type.id <= BUILT_IN,
  columns: [{ key: 'id', label: 'No.', numeric: true, width: 72 }, { key: 'name', label: 'Name', sortable: true }],
  fields: [{ name: 'name', label: 'Name', required: true }],
  blank: { name: '' },
});

export default function AddressTypes() {
  return <ResourcePage resource={types} />;
}
