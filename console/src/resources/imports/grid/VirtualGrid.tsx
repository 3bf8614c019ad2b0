import { useElementSize } from '@mantine/hooks';
import { useCallback, useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type { ImportRow } from '~/api/imports';
import { formatCount } from '~/lib/format';
import { CellEditor } from './CellEditor';
import { drawn, geometry, reveal, ROW_HEIGHT } from './geometry';
import { move, next, type Cell } from './move';
import type { Rows } from './useRows';

export interface GridColumn {
  key: string;
  title: ReactNode;
  /** Below the title. */
  subtitle?: string;
  width: number;
  text: (row: ImportRow) => string;
  /** What is wrong with the cell. */
  problem?: (row: ImportRow) => string | undefined;
}

interface Props {
  label: string;
  columns: GridColumn[];
  rows: Rows;
  /** A fixed height in pixels or CSS. */
  height: number | string;
  /** The largest row number there may be. */
  largest: number;
  /** The row in hand at first, from 0. */
  start?: number;
  /** Takes a new text for a cell; without it nothing can be changed. */
  onEdit?: (index: number, row: ImportRow, column: GridColumn, text: string) => void;
  /** Enter or a click on a row. */
  onPick?: (row: ImportRow) => void;
  onActive?: (row: ImportRow | undefined, column: GridColumn | undefined) => void;
  /** A mark on a row, beside its role and errors. */
  mark?: (row: ImportRow) => string | undefined;
  /** What stands in the first cell of a row instead of its number. */
  lead?: (row: ImportRow) => ReactNode;
}

/** Width of the row numbers in pixels. */
const leadWidth = (largest: number) => (largest > 9999 ? 96 : 66);

/** A table of any length: only what is seen is drawn and read. Arrows move, Enter or typing edits, Tab goes on, Escape gives up. */
export function VirtualGrid(props: Props) {
  const { label, columns, rows, onEdit, onPick, onActive } = props;
  const id = useId();
  const size = useElementSize<HTMLDivElement>();
  const grid = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [active, setActive] = useState<Cell>({ row: props.start ?? 0, column: 0 });
  const [editing, setEditing] = useState<{ initial: string | null } | null>(null);
  const count = rows.count ?? 12;
  // Without the bar for scrolling sideways; `size` says when to look again.
  const height = Math.max((size.height && (grid.current?.clientHeight ?? 0)) - HEAD_HEIGHT, ROW_HEIGHT);
  const lead = leadWidth(props.largest);
  const { scrolled, above, scrollTo } = geometry(count, height);
  const hidden = above(scrollTop);
  const [first, end] = drawn(hidden, height, count);
  const { see } = rows;
  useEffect(() => see(first, Math.max(end, first + 1)), [first, end, see]);
  const place = { row: Math.min(active.row, Math.max(count - 1, 0)), column: Math.min(active.column, columns.length - 1) };
  const row = rows.rowAt(place.row);
  const column = columns[place.column];
  useEffect(() => onActive?.(row, column), [row, column?.key]);

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
  const mayEdit = !!onEdit && row?.role === 'data';
  const close = (text: string | null, then: 'stay' | 'down' | 'right' | 'left') => {
    setEditing(null);
    grid.current?.focus({ preventScroll: true });
    if (text !== null && row && column && text !== column.text(row)) onEdit?.(place.row, row, column, text);
    const bounds = { rows: count, columns: columns.length };
    if (then === 'down') go({ row: Math.min(place.row + 1, count - 1), column: place.column });
    if (then === 'right' || then === 'left') go(next(place, then === 'right' ? 1 : -1, bounds));
  };
  const onKey = (event: React.KeyboardEvent) => {
    if (editing) return;
    const to = move(place, event.key, event.ctrlKey || event.metaKey, { rows: count, columns: columns.length, page: Math.max(Math.floor(height / ROW_HEIGHT) - 1, 1) });
    if (to) return event.preventDefault(), go(to);
    if (event.key === 'Enter' && onPick && row) return event.preventDefault(), onPick(row);
    if (!mayEdit || event.altKey) return;
    if (event.key === 'Enter' || event.key === 'F2') return event.preventDefault(), setEditing({ initial: null });
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === 'Delete' || event.key === 'Backspace') return event.preventDefault(), close('', 'stay');
    if (event.key.length === 1) event.preventDefault(), setEditing({ initial: event.key });
  };
  const onCopy = (event: React.ClipboardEvent) => {
    if (editing || !row || !column || !window.getSelection()?.isCollapsed) return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', column.text(row));
  };
  const onPaste = (event: React.ClipboardEvent) => {
    if (editing || !mayEdit) return;
    event.preventDefault();
    close(event.clipboardData.getData('text/plain').split(/[\t\r\n]/)[0] ?? '', 'stay');
  };
  const click = (cell: Cell) => {
    const clicked = rows.rowAt(cell.row);
    if (onPick && clicked) onPick(clicked);
    const again = cell.row === place.row && cell.column === place.column && document.activeElement === grid.current;
    setActive(cell);
    if (again && onEdit && clicked?.role === 'data') setEditing({ initial: null });
    else grid.current?.focus({ preventScroll: true });
  };
  const width = lead + columns.reduce((sum, one) => sum + one.width, 0);
  return (
    <div ref={size.ref}>
      <div ref={grid} className="vgrid" style={{ height: props.height }} role="grid" aria-label={label} aria-rowcount={rows.count === undefined ? -1 : rows.count + 1} aria-colcount={columns.length + 1}
        aria-busy={rows.count === undefined} aria-readonly={!onEdit} tabIndex={0} aria-activedescendant={editing ? undefined : `${id}-${place.row}-${place.column}`}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)} onKeyDown={onKey} onCopy={onCopy} onPaste={onPaste}>
        <div className="vhead" role="row" style={{ minWidth: width }}>
          <div className="vlead" role="columnheader" style={{ width: lead }}>Row</div>
          {columns.map((one) => (
            <div key={one.key} role="columnheader" className="vcell" style={{ width: one.width }}>
              <b>{one.title}</b>
              {one.subtitle !== undefined && <small title={one.subtitle}>{one.subtitle || ' '}</small>}
            </div>
          ))}
        </div>
        <div className="vbody" role="rowgroup" style={{ height: scrolled, minWidth: width }}>
          {Array.from({ length: Math.max(end - first, 0) }, (_, at) => first + at).map((index) => (
            <Line key={index} {...props} id={id} index={index} top={index * ROW_HEIGHT - hidden + scrollTop} active={index === place.row ? place.column : -1}
              onCell={click} editor={index === place.row && editing && row && column
                ? <CellEditor label={`${label}: row ${row.number}`} initial={editing.initial ?? column.text(row)} selected={editing.initial === null} onClose={close} /> : null} />
          ))}
        </div>
      </div>
    </div>
  );
}

/** Height of the line of titles in pixels, as in `styles.css`. */
const HEAD_HEIGHT = 46;

interface LineProps extends Props {
  id: string;
  index: number;
  top: number;
  active: number;
  editor: ReactNode;
  onCell: (cell: Cell) => void;
}

function Line({ id, index, top, active, editor, columns, rows, mark, lead, largest, onCell }: LineProps) {
  const row = rows.rowAt(index);
  // A row that is only looked at shows nothing of its check.
  const problems = row?.errors && columns.some(({ problem }) => problem) ? Object.values(row.errors) : [];
  return (
    <div className="vrow" role="row" aria-rowindex={index + 2} style={{ transform: `translateY(${top}px)` }}
      data-role={row?.role} data-failed={problems.length > 0 || undefined} data-mark={row && mark?.(row)} data-active={active >= 0 || undefined}>
      <div className="vlead" role="rowheader" style={{ width: leadWidth(largest) }} title={problems.join('\n')} onMouseDown={(event) => (event.preventDefault(), onCell({ row: index, column: Math.max(active, 0) }))}>
        {row ? (lead?.(row) ?? <>{problems.length > 0 && <i aria-label="Has errors" />}{formatCount(row.number)}</>) : <em />}
      </div>
      {columns.map((column, at) => {
        const problem = row && column.problem?.(row);
        return (
          <div key={column.key} id={`${id}-${index}-${at}`} role="gridcell" className="vcell" data-column={at} aria-colindex={at + 2} style={{ width: column.width }}
            aria-selected={at === active} aria-invalid={problem ? true : undefined} title={problem ?? (row && column.text(row))} data-active={at === active || undefined}
            onMouseDown={editor && at === active ? undefined : (event) => (event.preventDefault(), onCell({ row: index, column: at }))}>
            {editor && at === active ? editor : row ? column.text(row) : <em />}
          </div>
        );
      })}
    </div>
  );
}
