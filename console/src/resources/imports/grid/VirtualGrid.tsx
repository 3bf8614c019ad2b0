import { useId, type ReactNode } from 'react';
import type { ImportRow } from '~/api/imports';
import { formatCount } from '~/lib/format';
import { CellEditor } from './CellEditor';
import type { Cell } from './move';
import { useEditing, useGrid } from './useGrid';
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

export interface GridProps {
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

/** A table of any length: only what is seen is drawn and read. Arrows move, Enter or typing edits, Tab goes on, Escape gives up. */
export function VirtualGrid(props: GridProps) {
  const { label, columns, rows, onEdit } = props;
  const id = useId();
  const view = useGrid(props);
  const { lead, place, row, column } = view;
  const { editing, close, onCell, handlers } = useEditing(props, view);
  const minWidth = lead + columns.reduce((sum, one) => sum + one.width, 0);
  return (
    <div ref={view.outer}>
      <div ref={view.grid} className="vgrid" style={{ height: props.height }} role="grid" aria-label={label} aria-rowcount={rows.count === undefined ? -1 : rows.count + 1} aria-colcount={columns.length + 1}
        aria-busy={rows.count === undefined} aria-readonly={!onEdit} tabIndex={0} aria-activedescendant={editing ? undefined : `${id}-${place.row}-${place.column}`}
        onScroll={(event) => view.setScrollTop(event.currentTarget.scrollTop)} {...handlers}>
        <div className="vhead" role="row" style={{ minWidth }}>
          <div className="vlead" role="columnheader" style={{ width: lead }}>Row</div>
          {columns.map((one) => (
            <div key={one.key} role="columnheader" className="vcell" style={{ width: one.width }}>
              <b>{one.title}</b>
              {one.subtitle !== undefined && <small title={one.subtitle}>{one.subtitle || ' '}</small>}
            </div>
          ))}
        </div>
        <div className="vbody" role="rowgroup" style={{ height: view.scrolled, minWidth }}>
          {view.indexes.map((index) => (
            <Line key={index} {...props} id={id} index={index} top={view.topOf(index)} width={lead} active={index === place.row ? place.column : -1} onCell={onCell}
              editor={index === place.row && editing && row && column
                ? <CellEditor label={`${label}: row ${row.number}`} initial={editing.initial ?? column.text(row)} selected={editing.initial === null} onClose={close} /> : null} />
          ))}
        </div>
      </div>
    </div>
  );
}

interface LineProps extends GridProps {
  id: string;
  index: number;
  top: number;
  active: number;
  width: number;
  editor: ReactNode;
  onCell: (cell: Cell) => void;
}

function Line({ id, index, top, active, editor, width, columns, rows, mark, lead, onCell }: LineProps) {
  const row = rows.rowAt(index);
  // A row that is only looked at shows nothing of its check.
  const problems = row?.errors && columns.some(({ problem }) => problem) ? Object.values(row.errors) : [];
  return (
    <div className="vrow" role="row" aria-rowindex={index + 2} style={{ transform: `translateY(${top}px)` }}
      data-role={row?.role} data-failed={problems.length > 0 || undefined} data-mark={row && mark?.(row)} data-active={active >= 0 || undefined}>
      <div className="vlead" role="rowheader" style={{ width }} title={problems.join('\n')} onMouseDown={(event) => (event.preventDefault(), onCell({ row: index, column: Math.max(active, 0) }))}>
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
