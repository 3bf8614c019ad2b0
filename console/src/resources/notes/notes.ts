import type { Note } from '~/api/models';
import { defineResource } from '~/resource/types';

const CATEGORIES = ['inquiry', 'billing', 'support', 'sales', 'other'].map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }));
const PRIORITIES = [
  { value: '0', label: 'Regular' },
  { value: '1', label: 'Sticky: stays on top of the account' },
  { value: '2', label: 'Alert: on top, and stands out' },
];

export const notes = (account: number) =>
  defineResource<Note>({
    entity: 'notes',
    path: `/notes/accounts/${account}`,
    title: 'Notes',
    singular: 'note',
    permission: 'notes',
    labelOf: (note) => `${note.category} note`,
    columns: [],
    fields: [
      { name: 'message', label: 'Note', kind: 'textarea', required: true },
      { name: 'category', label: 'Category', kind: 'select', asText: true, required: true, options: CATEGORIES, half: true },
      { name: 'priority', label: 'Priority', kind: 'select', required: true, options: PRIORITIES, half: true },
    ],
    blank: { message: '', category: 'support', priority: 0 },
  });
