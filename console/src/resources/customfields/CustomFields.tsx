import type { CustomField } from '~/api/models';
import { humanize } from '~/lib/format';
import { ResourcePage } from '~/resource/ResourcePage';
import { defineResource } from '~/resource/types';
import { YesNo } from '~/ui/Status';

const TYPES = ['text', 'checkbox', 'select', 'date'].map((value) => ({ value, label: humanize(value) }));

export const fields = defineResource<CustomField>({
  entity: 'custom_fields',
  path: '/system/custom_fields',
  title: 'Custom fields',
  singular: 'custom field',
  description: 'Facts of your own about every account.',
  permission: 'custom_fields',
  labelOf: (field) => field.name,
  columns: [
    { key: 'name', label: 'Name', sortable: true },
    { key: 'type', label: 'Type', width: 120, render: (row) => humanize(row.type) },
    { key: 'select_options', label: 'Choices', wide: true, render: (row) => row.select_options.map((option) => option.text).join(', ') || '–' },
    { key: 'unique', label: 'Unique', width: 100, render: (row) => <YesNo value={row.unique} /> },
    { key: 'active', label: 'In use', width: 100, render: (row) => <YesNo value={row.active} /> },
  ],
  fields: [
    { name: 'name', label: 'Name', required: true },
    { name: 'type', label: 'Type', kind: 'select', asText: true, required: true, options: TYPES, when: (_, isNew) => isNew },
    { name: 'select_options', label: 'Choices', kind: 'list', when: (values) => values.type === 'select' },
    { name: 'unique', label: 'Unique', kind: 'switch', hint: 'No two accounts may share a value.' },
    { name: 'active', label: 'In use', kind: 'switch' },
  ],
  blank: { name: '', type: 'text', select_options: [], unique: false, active: true },
  toForm: ({ name, type, unique, active, select_options }) => ({ name, type, unique, active, select_options: select_options.map((option) => option.text) }),
  // The type of a field cannot change once there are values.
  toBody: ({ type, select_options, ...values }, row) => ({
    ...values,
    select_options: (select_options as string[]).map((text) => ({ text })),
    ...(row ? {} : { type, entity_type: 'account' }),
  }),
});

export default function CustomFields() {
  return <ResourcePage resource={fields} />;
}
