import { useDebouncedCallback } from '@mantine/hooks';
import { useRef } from 'react';
import { api } from '~/api/client';
import type { ImportRow } from '~/api/imports';
import { changed } from '~/api/query';
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
export function useCorrections(id: number, rows: Rows) {
  const steps = useRef<Step[]>([]);
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const recount = useDebouncedCallback(() => changed('data_imports'), 250);
  const send = (index: number, row: ImportRow, shown: ImportRow, body: object) => {
    rows.put(index, shown);
    queue.current = queue.current.then(async () => {
      try {
        rows.put(index, await api.patch<ImportRow>(`/data_imports/${id}/rows/${row.number}`, body), row.number);
      } catch (error) {
        rows.put(index, row, row.number);
        failed(error);
      }
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
  const exclude = (index: number, row: ImportRow) =>
    send(index, row, { ...row, is_excluded: !row.is_excluded, errors: null }, { excluded: !row.is_excluded });
  return { edit, undo, exclude };
}
