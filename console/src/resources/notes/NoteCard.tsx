import { Badge } from '@mantine/core';
import { IconAlertTriangle, IconPin } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Note } from '~/api/models';
import { humanize, useFormat } from '~/lib/format';
import { Html } from '~/ui/Html';

/** A note; sticky and alert notes say so in words and colour. */
export function NoteCard({ note, actions }: { note: Note; actions?: ReactNode }) {
  const format = useFormat();
  return (
    <article className="note" data-priority={note.priority}>
      <div className="meta">
        {note.priority === 2 && <><IconAlertTriangle size={15} /> <strong>Alert</strong></>}
        {note.priority === 1 && <><IconPin size={15} /> <strong>Sticky</strong></>}
        <Badge variant="default" size="sm" >{humanize(note.category)}</Badge>
        <span>{note.username}</span>
        {note.created_at && <span className="tnum">{format.instant(note.created_at)}</span>}
        <span style={{ marginLeft: 'auto' }}>{actions}</span>
      </div>
      <Html html={note.message} />
    </article>
  );
}
