import { useElementSize } from '@mantine/hooks';
import { useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { drawn, geometry, reveal, ROW_HEIGHT } from './geometry';
import { problemBeside, type Cell } from './move';
import type { GridProps } from './VirtualGrid';

/** Height of the line of titles in pixels, as in `styles.css`. */
const HEAD_HEIGHT = 46;
/** Lines that are drawn before it is known how many there are. */
const EXPECTED = 12;

/** Width of the row numbers in pixels. */
const leadWidth = (largest: number) => (largest > 9999 ? 96 : 66);

/** What a grid shows of its rows, and where its user is in them. */
export function useGrid({ columns, rows, largest, start, autoFocus, handle, onActive, onDropRow }: GridProps) {
  const size = useElementSize<HTMLDivElement>();
  const grid = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [active, setActive] = useState<Cell>({ row: start ?? 0, column: 0 });
  const count = rows.count ?? EXPECTED;
  const lead = leadWidth(largest);
  // Without the bar for scrolling sideways; `size` says when to look again.
  const height = Math.max((size.height && (grid.current?.clientHeight ?? 0)) - HEAD_HEIGHT, ROW_HEIGHT);
  const { scrolled, above, scrollTo } = geometry(count, height);
  const hidden = above(scrollTop);
  const [first, end] = drawn(hidden, height, count);
  const { see } = rows;
  useEffect(() => see(first, Math.max(end, first + 1)), [first, end, see]);
  const place = { row: Math.min(active.row, Math.max(count - 1, 0)), column: Math.min(active.column, columns.length - 1) };
  const row = rows.rowAt(place.row);
  const column = columns[place.column];
  useEffect(() => onActive?.(row, column), [row, column?.key]);
  /** Moves to a cell and brings it into sight. */
  const go = useCallback((to: Cell) => {
    setActive(to);
    const box = grid.current;
    if (!box) return;
    box.scrollTop = scrollTo(reveal(to.row, above(box.scrollTop), height));
    const cell = box.querySelector<HTMLElement>(`[data-column="${Math.max(to.column, 0)}"]`);
    if (!cell) return;
    const left = cell.offsetLeft;
    if (left - lead < box.scrollLeft) box.scrollLeft = left - lead;
    else if (left + cell.offsetWidth > box.scrollLeft + box.clientWidth) box.scrollLeft = left + cell.offsetWidth - box.clientWidth;
  }, [above, scrollTo, height, lead]);
  const focus = () => grid.current?.focus({ preventScroll: true });
  const toProblem = (by: 1 | -1) => {
    const found = problemBeside(place, by, { rows: count, columns: columns.length }, (cell) => {
      const known = rows.rowAt(cell.row);
      return known && !!columns[cell.column]?.problem?.(known);
    });
    if (found) go(found);
    focus();
    return found !== null;
  };
  const toCell = (to: number, key: string) => (go({ row: to, column: Math.max(columns.findIndex((one) => one.key === key), 0) }), focus());
  useImperativeHandle(handle, () => ({ focus, toProblem, toCell }));
  useEffect(() => void (autoFocus && focus()), []);
  return {
    grid, outer: size.ref, lead, scrolled, height, count, place, row, column, go, focus, toProblem, setActive, setScrollTop,
    bounds: { rows: count, columns: columns.length, page: Math.max(Math.floor(height / ROW_HEIGHT) - 1, 1), first: onDropRow ? -1 : 0 },
    /** The rows to draw. */
    indexes: Array.from({ length: Math.max(end - first, 0) }, (_, at) => first + at),
    topOf: (index: number) => index * ROW_HEIGHT - hidden + scrollTop,
    /** Pixels from the top of what is seen. */
    offsetOf: (index: number) => index * ROW_HEIGHT - hidden,
  };
}
