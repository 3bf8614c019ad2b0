import type { Named } from '~/api/models';
import { ResourcePage } from '~/resource/ResourcePage';
import { defineResource } from '~/resource/types';

export const rateCenters = defineResource<Named>({
  entity: 'rate_centers',
  path: '/system/voice/rate_centers',
  title: 'Rate centers',
  singular: 'rate center',
  description: 'Where telephone numbers are from. Each number is in one.',
  permission: 'rate_centers',
  labelOf: (center) => center.name,
  columns: [{ key: 'id', label: 'No.', numeric: true, width: 72, sortable: true }, { key: 'name', label: 'Name', sortable: true }],
  fields: [{ name: 'name', label: 'Name', required: true }],
  blank: { name: '' },
  emptyHint: 'For example the town, as the numbering plan calls it.',
});

export default function RateCenters() {
  return <ResourcePage resource={rateCenters} />;
}
