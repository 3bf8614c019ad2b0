import { Alert, Button, Checkbox, Group, Radio, Text } from '@mantine/core';
import { useState } from 'react';
import { api } from '~/api/client';
import type { DataImport, ImportColumn, ImportRow } from '~/api/imports';
import { formatCount } from '~/lib/format';
import { Failure } from '~/ui/States';
import { fileColumns } from '../columns';
import { useRows } from '../grid/useRows';
import { VirtualGrid } from '../grid/VirtualGrid';
import { Reading } from './Reading';
import { useStep } from './useStep';

/** Which row names the columns: the one that was found, another one, or none. */
export function HeaderStep({ one, onForward }: { one: DataImport; onForward: () => void }) {
  const rows = useRows(one.id);
  const [chosen, setChosen] = useState(one.header_row);
  const [above, setAbove] = useState(one.import_rows_above);
  const { busy, refusal, send } = useStep();
  const changedHere = chosen !== one.header_row || above !== one.import_rows_above;
  const confirm = async () => {
    if (one.stage !== 'header' && !changedHere) return onForward();
    await send(() => api.patch<DataImport>(`/data_imports/${one.id}`, { header_row: chosen, import_rows_above: chosen !== null && above }));
  };
  const roleOf = (row: ImportRow) => (chosen === null ? 'data' : row.number === chosen ? 'header' : row.number < chosen && !above ? 'above' : 'data');
  return (
    <div className="body step">
      <Group justify="space-between" align="flex-start" gap="sm" mb="sm">
        <div>
          <Text fw={620}>Which row names the columns?</Text>
          <Text size="sm" c="dimmed">{told(one)}</Text>
        </div>
        <Reading one={one} />
      </Group>
      {one.layout?.has_unreadable_characters && <Alert color="yellow" p="xs" mb="sm">Some characters could not be read. If names look wrong below, choose another encoding.</Alert>}
      {refusal && <Alert color="red" role="alert" p="xs" mb="sm">{refusal.message}</Alert>}
      <div className="choices">
        <Radio label={chosen === null ? 'A row of the file' : `Row ${formatCount(chosen)}`} checked={chosen !== null} onChange={() => setChosen(one.header_row_found ?? 1)} />
        <Radio label="No row: use letters A, B, C" checked={chosen === null} onChange={() => setChosen(null)} />
        {chosen !== null && chosen > 1 && <Checkbox label="Import the rows above it, too" checked={above} onChange={(event) => setAbove(event.currentTarget.checked)} />}
      </div>
      {rows.error ? <Failure error={rows.error} onRetry={rows.retry} /> : (
        <VirtualGrid label="Rows of the file" rows={rows} largest={one.rows_total} columns={fileColumns(widest(one, rows.rowAt))} height="max(260px, calc(100dvh - var(--around-header)))"
          start={(one.header_row ?? 1) - 1} onPick={(row) => setChosen(row.number)} mark={(row) => roleOf(row)}
          lead={(row) => (row.number === chosen ? <b className="headermark">Header</b> : undefined)} />
      )}
      <footer>
        <Text size="sm" c="dimmed">{chosen === null ? 'Every row is imported.' : <>Click a row, or press <kbd>Enter</kbd> on it, to use it as the header. The header itself is not imported.</>}</Text>
        <Button loading={busy} onClick={() => void confirm()} autoFocus>Continue</Button>
      </footer>
    </div>
  );
}

function told({ header_row_found: found, layout }: DataImport): string {
  const where = layout?.sheet ? ` of the sheet ${layout.sheet}` : '';
  return found === null ? `No header was found${where}. Choose the row, or go on with letters.` : `Row ${formatCount(found)}${where} looks like the header. Choose another one if it is not.`;
}

/** Rows above the header may be wider than what it names. */
function widest(one: DataImport, rowAt: (index: number) => ImportRow | undefined): ImportColumn[] {
  const columns = [...one.columns];
  const first = Array.from({ length: 20 }, (_, index) => rowAt(index)?.cells.length ?? 0);
  for (let at = columns.length; at < Math.max(...first); at += 1) columns.push({ letter: letterOf(at), header: '', samples: [], field: null, matched_by: null });
  return columns;
}

const letterOf = (at: number): string => (at < 0 ? '' : letterOf(Math.floor(at / 26) - 1) + String.fromCharCode(65 + (at % 26)));
