import { Button } from '@mantine/core';
import { IconArrowBackUp, IconDownload, IconPencil, IconTrash, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { api, url } from '~/api/client';
import type { DataImport } from '~/api/imports';
import { changed } from '~/api/query';
import { useCan } from '~/api/session';
import { Confirm } from '~/ui/Confirm';
import { done, failed } from '~/ui/toast';
import { counted } from './types';
import { keep } from './wizard/useStep';

/** What goes with what an import made. */
const ALONG: Record<string, [one: string, many: string]> = { accounts: [' with its address and contact', ' with their addresses and contacts'] };

interface Props {
  one: DataImport;
  mine: boolean;
  onCorrect: () => void;
  onGone: () => void;
}

/** What can be done with an import that is over. */
export function Actions({ one, mine, onCorrect, onGone }: Props) {
  const can = useCan();
  const [asking, setAsking] = useState<'undo' | 'delete' | null>(null);
  const [busy, setBusy] = useState(false);
  const bad = ['Failed', 'Duplicate', 'Invalid', 'Unauthorized'].includes(one.status);
  const live = one.status === 'Queued' || one.status === 'In progress';
  const correct = async () => {
    setBusy(true);
    try {
      const draft = await api.post<DataImport>(`/data_imports/${one.id}/correct`);
      onCorrect();
      keep(draft);
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  };
  const made = counted(one.rows_imported, one.type_label);
  const several = one.rows_imported !== 1;
  return (
    <>
      {can('data_imports.delete') && !live && <Button variant="default" leftSection={<IconTrash size={16} />} onClick={() => setAsking('delete')}>Remove</Button>}
      {one.can_undo && can('data_imports.undo') && <Button variant="default" leftSection={<IconArrowBackUp size={16} />} onClick={() => setAsking('undo')}>Undo</Button>}
      {bad && one.rows_failed > 0 && <Button variant="default" component="a" href={url(`/data_imports/${one.id}/failed_rows`)} download={`import-${one.id}-failed.csv`} leftSection={<IconDownload size={16} />}>Failed rows</Button>}
      {bad && mine && <Button loading={busy} leftSection={one.rows_total > 0 ? <IconPencil size={16} /> : <IconUpload size={16} />} onClick={() => void correct()}>{one.rows_total > 0 ? 'Correct the rows' : 'Choose another file'}</Button>}
      <Confirm opened={asking === 'undo'} title="Undo this import?" action={`Remove ${made}`} onClose={() => setAsking(null)}
        onConfirm={async () => {
          keep(await api.post<DataImport>(`/data_imports/${one.id}/undo`));
          changed(one.type);
          done('The import was taken back');
        }}>
        {several ? 'All ' : 'The '}<strong>{made}</strong> that it made {several ? 'are' : 'is'} removed{ALONG[one.type]?.[several ? 1 : 0]}. Nothing is removed if {several ? 'one of them' : 'it'} was changed or is in use by now.
      </Confirm>
      <Confirm opened={asking === 'delete'} title="Remove this import from the list?" action="Remove" onClose={() => setAsking(null)}
        onConfirm={async () => {
          await api.delete(`/data_imports/${one.id}`);
          changed('data_imports');
          onGone();
        }}>
        Its file and its rows are removed. {one.rows_imported > 0 && !one.undone_at ? `The ${made} that it made ${several ? 'stay' : 'stays'}, but it cannot be undone any more.` : 'Nothing else changes.'}
      </Confirm>
    </>
  );
}
