import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '~/api/client';
import type { Note } from '~/api/models';
import { useCan } from '~/api/session';
import { NoteCard } from './NoteCard';

/** Alert notes first, then sticky ones, above everything else of the account. */
export function PriorityNotes({ account }: { account: number }) {
  const can = useCan();
  const query = { limit: 100 };
  const list = useQuery({ queryKey: ['notes', `/notes/accounts/${account}`, query], queryFn: ({ signal }) => api.list<Note>(`/notes/accounts/${account}`, query, signal), enabled: can('notes.read') });
  const shown = (list.data?.data ?? []).filter((note) => note.priority > 0).sort((a, b) => b.priority - a.priority || b.id - a.id);
  if (shown.length === 0) return null;
  return <Stack gap={8} mb="md" aria-label="Sticky and alert notes">{shown.map((note) => <NoteCard key={note.id} note={note} />)}</Stack>;
}
