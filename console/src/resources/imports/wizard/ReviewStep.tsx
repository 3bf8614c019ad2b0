import { Alert, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { IconArrowDown, IconReplace } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { api } from '~/api/client';
import type { DataImport, ImportRow, ImportType } from '~/api/imports';
import { formatCount } from '~/lib/format';
import { Empty, Failure } from '~/ui/States';
import { done } from '~/ui/toast';
import { fieldColumns, problems } from '../columns';
import { useRows, type Shown } from '../grid/useRows';
import { VirtualGrid, type GridHandle } from '../grid/VirtualGrid';
import { counted } from '../types';
import { LeaveOut } from './LeaveOut';
import { Replace } from './Replace';
import { RowMenu, type MenuAt } from './RowMenu';
import { useCorrections } from './useCorrections';
import { useStep } from './useStep';

interface Props {
  one: DataImport;
  type: ImportType | undefined;
  onBack: () => void;
}

/** All rows as they would be imported: what is wrong is marked, and corrected in its place or left out. */
export function ReviewStep({ one, type, onBack }: Props) {
  const [show, setShow] = useState<Shown>(one.rows_failed > 0 ? 'failed' : 'all');
  const [replacing, setReplacing] = useState(false);
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const [active, setActive] = useState<{ row: ImportRow | undefined; letter: string | undefined }>({ row: undefined, letter: undefined });
  const grid = useRef<GridHandle>(null);
  const rows = useRows(one.id, show);
  // Whoever goes through the choices of rows by key is not torn from them.
  const [arriving, setArriving] = useState(true);
  useEffect(() => setArriving(false), []);
  const { edit, undo, leaveOut } = useCorrections(one, rows);
  const { busy, refusal, send } = useStep();
  const [replacements, setReplacements] = useState(0);
  // The rows are checked after a replacement, and that can end without this page seeing it begin: what it found is in the counts.
  const { renew } = rows;
  useEffect(() => {
    if (replacements > 0) renew();
  }, [replacements, one.rows_failed, renew]);
  const correct: typeof edit = (...change) => (setReplacements(0), edit(...change));
  const back = () => {
    const place = undo();
    if (place) grid.current?.toCell(...place);
  };
  const toNext = () => {
    if (!grid.current?.toProblem(1)) done(show === 'failed' ? 'That was the last row with errors' : 'No more errors nearby: show those with errors');
  };
  const closeMenu = () => (setMenu(null), grid.current?.focus());
  const columns = fieldColumns(one, type);
  const check = () => send(() => api.post<DataImport>(`/data_imports/${one.id}/check`));
  const start = () => send(() => api.post<DataImport>(`/data_imports/${one.id}/start`));
  const all = one.rows_total + one.rows_left_out;
  const choices: [Shown, string][] = [['all', `All ${formatCount(all)} rows`], ['failed', `With errors (${formatCount(one.rows_failed)})`]];
  if (one.rows_left_out > 0 || show === 'left out') choices.push(['left out', `Left out (${formatCount(one.rows_left_out)})`]);
  return (
    <div className="body step">
      <Group justify="space-between" gap="sm" mb="sm">
        <SegmentedControl size="xs" aria-label="Rows" value={show} onChange={(value) => setShow(value as Shown)} data={choices.map(([value, label]) => ({ value, label }))} />
        <Group gap="xs">
          {one.rows_failed > 0 && <Button size="xs" variant="default" leftSection={<IconArrowDown size={15} />} onClick={toNext} title="F8; back with Shift F8">Next error</Button>}
          <LeaveOut one={one} send={send} onChanged={renew} />
          <Button size="xs" variant="default" leftSection={<IconReplace size={15} />} onClick={() => setReplacing(true)}>Replace</Button>
          <Button size="xs" variant="default" loading={busy} onClick={() => void check()}>Check again</Button>
        </Group>
      </Group>
      {refusal && <Alert color="red" role="alert" p="xs" mb="sm">{refusal.message}</Alert>}
      {rows.error ? <Failure error={rows.error} onRetry={rows.retry} />
        : show !== 'all' && rows.count === 0 ? <Nothing show={show} left={one.rows_total} label={one.type_label} onAll={() => setShow('all')} />
        : <VirtualGrid key={show} label="Rows to import" handle={grid} autoFocus={arriving} start={show === 'all' ? (one.header_row ?? 0) : 0} rows={rows} largest={all} columns={columns} height="max(260px, calc(100dvh - var(--around-review)))" onEdit={correct} onUndo={back}
            onDropRow={leaveOut} onMenu={(index, row, at) => setMenu({ index, row, at })} onActive={(row, column) => setActive({ row, letter: column?.key })} mark={(row) => (row.left_out ? 'left out' : row.role)} />}
      <Problems row={active.row} type={type} />
      <footer>
        <Text size="sm" c="dimmed" role="status"><Summary one={one} /></Text>
        <Group gap="xs" wrap="nowrap">
          <Button variant="default" onClick={onBack}>Back</Button>
          <Button loading={busy} disabled={one.rows_failed > 0 || one.rows_total === 0} onClick={() => void start()}>Create{one.rows_failed === 0 && ` ${counted(one.rows_total, one.type_label)}`}</Button>
        </Group>
      </footer>
      <RowMenu menu={menu} onClose={closeMenu} onLeaveOut={leaveOut} onReplace={() => setReplacing(true)} />
      <Replace one={one} columns={columns} preset={active.letter} opened={replacing} onClose={() => setReplacing(false)} onReplaced={() => setReplacements((count) => count + 1)} />
    </div>
  );
}

function Nothing({ show, left, label, onAll }: { show: Shown; left: number; label: string; onAll: () => void }) {
  const [title, hint] = show === 'failed' ? ['No row has errors', `${counted(left, label)} can be created.`] : ['No row is left out', 'Leave a row out with Delete on its number, or from its menu.'];
  return <Empty title={title} hint={hint} action={<Button variant="default" onClick={onAll}>Show all rows</Button>} />;
}

/** What would be imported, and what stands in the way. */
function Summary({ one }: { one: DataImport }) {
  const out = one.rows_left_out > 0 && `${formatCount(one.rows_left_out)} left out. `;
  if (one.rows_total === 0) return one.rows_left_out > 0 ? 'Every row is left out: nothing would be imported.' : 'There is no row to import.';
  if (one.rows_failed === 0) return <>{formatCount(one.rows_total)} {one.rows_total === 1 ? 'row is' : 'rows are'} ready. {out}</>;
  return <><b>{formatCount(one.rows_failed)}</b> {one.rows_failed === 1 ? 'row has' : 'rows have'} errors{one.rows_duplicate > 0 && `, ${formatCount(one.rows_duplicate)} of them duplicates`}. {out}Correct them or leave them out: all rows are imported, or none.</>;
}

/** What is wrong with the row in hand; always one line high, so that the rows do not jump. */
function Problems({ row, type }: { row: ImportRow | undefined; type: ImportType | undefined }) {
  const found = row ? problems(row, type) : [];
  return (
    <div className="problemline" role="status" data-failed={found.length > 0 || undefined}>
      {found.length > 0 ? <span title={found.join('\n')}><b>Row {formatCount(row!.number)}</b> {found.join(' ')}</span>
        : row?.left_out ? <span><b>Row {formatCount(row.number)}</b> is left out of the import.</span>
        : <span className="wide-only"><kbd>Enter</kbd> edits, <kbd>Tab</kbd> goes on, <kbd>Esc</kbd> gives up, <kbd>Ctrl Z</kbd> takes back, <kbd>F8</kbd> goes to the next error, <kbd>Ctrl Del</kbd> leaves the row out</span>}
    </div>
  );
}
