import { useDebouncedCallback } from '@mantine/hooks';
import { useRef } from 'react';
import { api } from '~/api/client';
import { importQuery, type DataImport, type ImportRow } from '~/api/imports';
import { changed, queryClient } from '~/api/query';
import { failed } from '~/ui/toast';
import { positionOf, withCell } from '../columns';
import type { Rows } from '../grid/useRows';
import type { Texts } from '../grid/VirtualGrid';

interface Step {
  index: number;
  number: number;
  /** What stood there before. */
  texts: Texts;
}

/** Steps that can be taken back. */
const REMEMBERED = 200;

/**
 * Corrections of rows, sent one after the other in the order in which they were made. They are shown at once and judged when
 * the server answers; what it refuses is put back.
 */
export function useCorrections(one: DataImport, rows: Rows) {
  const steps = useRef<Step[]>([]);
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const waiting = useRef(0);
  /** Failed rows that there should be, as far as the corrected ones tell. */
  const expected = useRef<number | null>(null);
  const latest = useRef(rows);
  latest.current = rows;
  const recount = useDebouncedCallback(async () => {
    changed('data_imports');
    const { rows_failed: found } = await queryClient.fetchQuery({ ...importQuery(one.id), staleTime: 0 });
    if (waiting.current > 0) return;
    // A corrected row can decide on others: of two that are the same, one may stay. Those are read anew.
    if (expected.current !== null && expected.current !== found) latest.current.renew();
    expected.current = null;
  }, 250);
  const send = (index: number, row: ImportRow, shown: ImportRow, body: object) => {
    rows.put(index, shown);
    expected.current ??= one.rows_failed;
    waiting.current += 1;
    queue.current = queue.current.then(async () => {
      try {
        const judged = await api.patch<ImportRow>(`/data_imports/${one.id}/rows/${row.number}`, body);
        latest.current.put(index, judged, row.number);
        expected.current = (expected.current ?? 0) + Number(judged.errors !== null) - Number(row.errors !== null);
      } catch (error) {
        latest.current.put(index, row, row.number);
        failed(error);
      }
      waiting.current -= 1;
      recount();
    });
  };
  const write = (index: number, row: ImportRow, texts: Texts) =>
    send(index, row, Object.entries(texts).reduce((now, [letter, text]) => withCell(now, positionOf(letter), text), row), { cells: texts });
  const edit = (index: number, row: ImportRow, texts: Texts) => {
    const before = Object.keys(texts).map((letter): [string, string] => [letter, row.cells[positionOf(letter)] ?? '']);
    steps.current = [...steps.current.slice(1 - REMEMBERED), { index, number: row.number, texts: Object.fromEntries(before) }];
    write(index, row, texts);
  };
  /** Takes the last correction back; gives the place of its cell, while it is among the rows that are shown. */
  const undo = (): [index: number, letter: string] | null => {
    const step = steps.current.pop();
    if (!step) return null;
    const row = rows.rowAt(step.index);
    if (row?.number !== step.number) return undo();
    write(step.index, row, step.texts);
    return [step.index, Object.keys(step.texts)[0] ?? ''];
  };
  /** Leaves a row out of the import, or takes it in again. */
  const leaveOut = (index: number, row: ImportRow) =>
    send(index, row, { ...row, left_out: !row.left_out, errors: null }, { left_out: !row.left_out });
  return { edit, undo, leaveOut };
}
