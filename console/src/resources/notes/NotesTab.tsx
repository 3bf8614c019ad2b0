import { ActionIcon, Button, Group, Stack } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import type { Note } from '~/api/models';
import { useCan } from '~/api/session';
import { useKeys } from '~/lib/keys';
import { ResourceDrawer } from '~/resource/ResourceDrawer';
import { rowPath } from '~/resource/types';
import { Confirm } from '~/ui/Confirm';
import { Card } from '~/ui/Page';
import { Pager } from '~/ui/Pager';
import { Empty, Failure, Lines } from '~/ui/States';
import { done } from '~/ui/toast';
import { NoteCard } from './NoteCard';
import { notes } from './notes';

export function NotesTab({ account }: { account: number }) {
  const resource = notes(account);
  const [target, setTarget] = useState<Note | 'new' | null>(null);
  const [doomed, setDoomed] = useState<Note | null>(null);
  const [page, setPage] = useState(1);
  const can = useCan();
  const query = { limit: 100, page };
  const list = useQuery({ queryKey: ['notes', resource.path, { limit: 100, ...(page > 1 ? { page } : {}) }], queryFn: ({ signal }) => api.list<Note>(resource.path, query, signal), placeholderData: keepPreviousData });
  useKeys({ c: () => setTarget('new') }, can('notes.create'));
  const create = can('notes.create') && <Button leftSection={<IconPlus size={16} />} onClick={() => setTarget('new')}>New note</Button>;
  const rows = list.data?.data ? [...list.data.data].sort((a, b) => b.id - a.id) : undefined;
  return (
    <Card title="Notes" actions={create}>
      {list.isError && !rows ? (
        <Failure error={list.error} onRetry={() => void list.refetch()} />
      ) : !rows ? (
        <Lines count={4} height={48} />
      ) : rows.length === 0 ? (
        <Empty title="No notes yet" hint="Write down what the next person who opens this account should know." action={create} />
      ) : (
        <Stack gap="sm">
          {rows.map((note) => (
            <NoteCard key={note.id} note={note} actions={
              <Group gap={2}>
                {can('notes.update') && <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Edit note" onClick={() => setTarget(note)}><IconPencil size={15} /></ActionIcon>}
                {can('notes.delete') && <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Delete note" onClick={() => setDoomed(note)}><IconTrash size={15} /></ActionIcon>}
              </Group>
            } />
          ))}
          {list.data!.paginator.total_pages > 1 && <Pager paginator={list.data!.paginator} onPage={setPage} />}
        </Stack>
      )}
      <ResourceDrawer resource={resource} target={target} onClose={() => setTarget(null)} />
      <Confirm opened={doomed !== null} title="Delete this note?" onClose={() => setDoomed(null)}
        onConfirm={async () => {
          await api.delete(rowPath(resource, doomed!.id));
          changed('notes');
          done('The note was deleted');
        }}>
        The note by {doomed?.username ?? 'an unknown user'} will be deleted.
      </Confirm>
    </Card>
  );
}
