import { Alert, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconReplace } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { api } from '~/api/client';
import type { DataImport, ImportRow, ImportType } from '~/api/imports';
import { changed } from '~/api/query';
import { formatCount } from '~/lib/format';
import { Empty, Failure } from '~/ui/States';
import { failed } from '~/ui/toast';
import { fieldColumns, positionOf, problems, withCell } from '../columns';
import { useRows } from '../grid/useRows';
import { VirtualGrid, type GridColumn } from '../grid/VirtualGrid';
import { Replace } from './Replace';
import { useStep } from './useStep';

interface Props {
  one: DataImport;
  type: ImportType | undefined;
  onBack: () => void;
}

/** All rows as they would be imported: what is wrong is marked and corrected in its place. */
export function ReviewStep({ one, type, onBack }: Props) {
  const [onlyFailed, setOnlyFailed] = useState(one.rows_failed > 0);
  const [replacing, setReplacing] = useState(false);
  const [active, setActive] = useState<{ row: ImportRow | undefined; letter: string | undefined }>({ row: undefined, letter: undefined });
  const rows = useRows(one.id, onlyFailed);
  const { busy, refusal, send } = useStep();
  const [replacements, setReplacements] = useState(0);
  // The rows are checked after a replacement, and that can end without this page seeing it begin: what it found is in the counts.
  const { renew } = rows;
  useEffect(() => {
    if (replacements > 0) renew();
  }, [replacements, one.rows_failed, renew]);
  const columns = fieldColumns(one, type);
  const recount = useDebouncedCallback(() => changed('data_imports'), 250);
  const edit = async (index: number, row: ImportRow, column: GridColumn, text: string) => {
    setReplacements(0);
    rows.put(index, withCell(row, positionOf(column.key), text));
    try {
      rows.put(index, await api.patch<ImportRow>(`/data_imports/${one.id}/rows/${row.number}`, { cells: { [column.key]: text } }));
    } catch (error) {
      rows.put(index, row);
      failed(error);
    }
    recount();
  };
  const check = () => send(() => api.post<DataImport>(`/data_imports/${one.id}/check`));
  const start = () => send(() => api.post<DataImport>(`/data_imports/${one.id}/start`));
  return (
    <div className="body step">
      <Group justify="space-between" gap="sm" mb="sm">
        <SegmentedControl size="xs" aria-label="Rows" value={onlyFailed ? 'failed' : 'all'} onChange={(value) => setOnlyFailed(value === 'failed')}
          data={[{ value: 'all', label: `All ${formatCount(one.rows_total)} rows` }, { value: 'failed', label: `With errors (${formatCount(one.rows_failed)})` }]} />
        <Group gap="xs">
          <Button size="xs" variant="default" leftSection={<IconReplace size={15} />} onClick={() => setReplacing(true)}>Replace</Button>
          <Button size="xs" variant="default" loading={busy} onClick={() => void check()}>Check all again</Button>
        </Group>
      </Group>
      {refusal && <Alert color="red" role="alert" p="xs" mb="sm">{refusal.message}</Alert>}
      {rows.error ? <Failure error={rows.error} onRetry={rows.retry} />
        : onlyFailed && rows.count === 0 ? <Empty title="No row has errors" hint={`All ${formatCount(one.rows_total)} rows can be imported.`} action={<Button variant="default" onClick={() => setOnlyFailed(false)}>Show all rows</Button>} />
        : <VirtualGrid label="Rows to import" rows={rows} largest={one.rows_total} columns={columns} height="max(260px, calc(100dvh - 342px))" onEdit={(...change) => void edit(...change)}
            onActive={(row, column) => setActive({ row, letter: column?.key })} mark={(row) => row.role} />}
      <Problems row={active.row} type={type} />
      <footer>
        <Text size="sm" c="dimmed">{one.rows_failed > 0 ? <><b>{formatCount(one.rows_failed)}</b> {one.rows_failed === 1 ? 'row has' : 'rows have'} errors{one.rows_duplicate > 0 && `, ${formatCount(one.rows_duplicate)} of them duplicates`}. All rows are imported, or none.</> : one.rows_total === 0 ? 'There is no row to import.' : <>{formatCount(one.rows_total)} {one.rows_total === 1 ? 'row is' : 'rows are'} ready.</>}</Text>
        <Group gap="xs" wrap="nowrap">
          <Button variant="default" onClick={onBack}>Back</Button>
          <Button loading={busy} disabled={one.rows_failed > 0 || one.rows_total === 0} onClick={() => void start()}>Create{one.rows_failed === 0 && ` ${formatCount(one.rows_total)} ${one.type_label.toLowerCase()}`}</Button>
        </Group>
      </footer>
      <Replace one={one} columns={columns} preset={active.letter} opened={replacing} onClose={() => setReplacing(false)} onReplaced={() => setReplacements((count) => count + 1)} />
    </div>
  );
}

/** What is wrong with the row in hand; always one line high, so that the rows do not jump. */
function Problems({ row, type }: { row: ImportRow | undefined; type: ImportType | undefined }) {
  const found = row ? problems(row, type) : [];
  return (
    <div className="problemline" role="status" data-failed={found.length > 0 || undefined}>
      {found.length > 0 ? <span title={found.join('\n')}><b>Row {formatCount(row!.number)}</b> {found.join(' ')}</span>
        : <span className="wide-only"><kbd>Enter</kbd> edits, <kbd>Tab</kbd> goes on, <kbd>Esc</kbd> gives up, <kbd>Del</kbd> empties</span>}
    </div>
  );
}
