import { useElementSize } from '@mantine/hooks';
import { useCallback, useEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import type { ImportRow } from '~/api/imports';
import { drawn, geometry, reveal, ROW_HEIGHT } from './geometry';
import { move, next, type Cell } from './move';
import type { GridProps } from './VirtualGrid';

/** Height of the line of titles in pixels, as in `styles.css`. */
const HEAD_HEIGHT = 46;
/** Lines that are drawn before it is known how many there are. */
const EXPECTED = 12;

/** Width of the row numbers in pixels. */
const leadWidth = (largest: number) => (largest > 9999 ? 96 : 66);

/** What a grid shows of its rows, and where its user is in them. */
export function useGrid({ columns, rows, largest, start, onActive }: GridProps) {
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
    const cell = box.querySelector<HTMLElement>(`[data-column="${to.column}"]`);
    if (!cell) return;
    const left = cell.offsetLeft;
    if (left - lead < box.scrollLeft) box.scrollLeft = left - lead;
    else if (left + cell.offsetWidth > box.scrollLeft + box.clientWidth) box.scrollLeft = left + cell.offsetWidth - box.clientWidth;
  }, [above, scrollTo, height, lead]);
  const focus = () => grid.current?.focus({ preventScroll: true });
  return {
    grid, outer: size.ref, lead, scrolled, count, place, row, column, go, focus, setActive, setScrollTop,
    bounds: { rows: count, columns: columns.length, page: Math.max(Math.floor(height / ROW_HEIGHT) - 1, 1) },
    /** The rows to draw. */
    indexes: Array.from({ length: Math.max(end - first, 0) }, (_, at) => first + at),
    topOf: (index: number) => index * ROW_HEIGHT - hidden + scrollTop,
  };
}

/** Keys, clicks and the clipboard of a grid, and the cell that is being edited. */
export function useEditing({ columns, rows, onEdit, onPick }: GridProps, { grid, place, row, column, bounds, go, focus, setActive }: ReturnType<typeof useGrid>) {
  const [editing, setEditing] = useState<{ initial: string | null } | null>(null);
  const editable = (one: ImportRow | undefined) => !!onEdit && one?.role === 'data';
  const close = (text: string | null, then: 'stay' | 'down' | 'right' | 'left') => {
    setEditing(null);
    focus();
    if (text !== null && row && column && text !== column.text(row)) onEdit?.(place.row, row, column, text);
    if (then === 'down') go({ row: Math.min(place.row + 1, bounds.rows - 1), column: place.column });
    if (then === 'right' || then === 'left') go(next(place, then === 'right' ? 1 : -1, { rows: bounds.rows, columns: columns.length }));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (editing) return;
    const held = event.ctrlKey || event.metaKey;
    const to = move(place, event.key, held, bounds);
    const act = to ? () => go(to)
      : event.key === 'Enter' && onPick && row ? () => onPick(row)
      : !editable(row) || event.altKey ? null
      : event.key === 'Enter' || event.key === 'F2' ? () => setEditing({ initial: null })
      : held ? null
      : event.key === 'Delete' || event.key === 'Backspace' ? () => close('', 'stay')
      : event.key.length === 1 ? () => setEditing({ initial: event.key }) : null;
    if (!act) return;
    event.preventDefault();
    act();
  };
  const onCopy = (event: ClipboardEvent) => {
    if (editing || !row || !column || !window.getSelection()?.isCollapsed) return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', column.text(row));
  };
  const onPaste = (event: ClipboardEvent) => {
    if (editing || !editable(row)) return;
    event.preventDefault();
    close(event.clipboardData.getData('text/plain').split(/[\t\r\n]/)[0] ?? '', 'stay');
  };
  const onCell = (cell: Cell) => {
    const clicked = rows.rowAt(cell.row);
    if (onPick && clicked) onPick(clicked);
    const again = cell.row === place.row && cell.column === place.column && document.activeElement === grid.current;
    setActive(cell);
    if (again && editable(clicked)) setEditing({ initial: null });
    else focus();
  };
  return { editing, close, onCell, handlers: { onKeyDown, onCopy, onPaste } };
}
