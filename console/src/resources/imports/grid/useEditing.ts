import { useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import type { ImportRow } from '~/api/imports';
import { block, move, next, type Cell } from './move';
import type { useGrid } from './useGrid';
import type { GridProps, Texts } from './VirtualGrid';

type Then = 'stay' | 'down' | 'right' | 'left';

/** Keys, clicks and the clipboard of a grid, and the cell that is being edited. */
export function useEditing(props: GridProps, { grid, place, row, column, bounds, go, focus, toProblem, setActive }: ReturnType<typeof useGrid>) {
  const { columns, rows, onEdit, onPick, onUndo, onDropRow, onMenu } = props;
  const [editing, setEditing] = useState<{ initial: string | null } | null>(null);
  const editable = (one: ImportRow | undefined) => !!onEdit && one?.role === 'data';
  const close = (text: string | null, then: Then) => {
    setEditing(null);
    focus();
    if (text !== null && row && column && text !== column.text(row)) onEdit?.(place.row, row, { [column.key]: text });
    if (then === 'down') go({ row: Math.min(place.row + 1, bounds.rows - 1), column: place.column });
    if (then === 'right' || then === 'left') go(next(place, then === 'right' ? 1 : -1, { rows: bounds.rows, columns: columns.length }));
  };
  const edits = (event: KeyboardEvent, held: boolean): (() => void) | null => {
    if (held && event.key === 'z' && onUndo) return onUndo;
    if (!editable(row) || event.altKey) return null;
    if (event.key === 'Delete' && onDropRow && (held || place.column < 0)) return () => onDropRow(place.row, row!);
    if (place.column < 0) return null;
    if (event.key === 'Enter' || event.key === 'F2') return () => setEditing({ initial: null });
    if (held) return null;
    if (event.key === 'Delete' || event.key === 'Backspace') return () => close('', 'stay');
    return event.key.length === 1 ? () => setEditing({ initial: event.key }) : null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (editing) return;
    const held = event.ctrlKey || event.metaKey;
    const to = move(place, event.key, held, bounds);
    const act = to ? () => go(to)
      : event.key === 'F8' && onEdit ? () => void toProblem(event.shiftKey ? -1 : 1)
      : (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) && onMenu && row ? () => onMenu(place.row, row, corner(grid.current))
      : event.key === 'Enter' && onPick && row ? () => onPick(row)
      : edits(event, held);
    if (!act) return;
    event.preventDefault();
    act();
  };
  const onCopy = (event: ClipboardEvent) => {
    if (editing || !row || !window.getSelection()?.isCollapsed) return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', column ? column.text(row) : columns.map(({ text }) => text(row)).join('\t'));
  };
  // A block of a spreadsheet goes into as many cells, to the right and down.
  const onPaste = (event: ClipboardEvent) => {
    if (editing || !editable(row)) return;
    event.preventDefault();
    block(event.clipboardData.getData('text/plain')).forEach((cells, down) => {
      const onto = rows.rowAt(place.row + down);
      if (!editable(onto)) return;
      const texts = cells.flatMap((text, right): [string, string][] => {
        const target = columns[Math.max(place.column, 0) + right];
        return target && text !== target.text(onto!) ? [[target.key, text]] : [];
      });
      if (texts.length) onEdit?.(place.row + down, onto!, Object.fromEntries(texts) as Texts);
    });
  };
  const onCell = (cell: Cell) => {
    const clicked = rows.rowAt(cell.row);
    if (onPick && clicked) onPick(clicked);
    const again = cell.row === place.row && cell.column === place.column && cell.column >= 0 && document.activeElement === grid.current;
    setActive(cell);
    if (again && editable(clicked)) setEditing({ initial: null });
    else focus();
  };
  return { editing, close, onCell, handlers: { onKeyDown, onCopy, onPaste } };
}

/** Where the menu of the cell in hand opens when it is asked for by a key. */
function corner(grid: HTMLElement | null): { x: number; y: number } {
  const box = (grid?.querySelector('.vcell[data-active], .vrow[data-whole] > .vlead') ?? grid)?.getBoundingClientRect();
  return { x: (box?.left ?? 0) + 12, y: box?.bottom ?? 0 };
}
