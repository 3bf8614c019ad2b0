import { useId, type ReactNode, type Ref } from 'react';
import type { ImportRow } from '~/api/imports';
import { CellEditor } from './CellEditor';
import { ROW_HEIGHT } from './geometry';
import { Line } from './Line';
import { useEditing } from './useEditing';
import { useGrid } from './useGrid';
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
  /** What belongs into the column, said beside a problem. */
  hint?: string;
}

/** New texts of cells of one row, by the keys of their columns. */
export type Texts = Record<string, string>;

/** What can be asked of a grid from outside. */
export interface GridHandle {
  focus: () => void;
  /** To the next cell with a problem, or the one before; false where none is known. */
  toProblem: (by: 1 | -1) => boolean;
  /** To a row that is shown, in the column of that key. */
  toCell: (row: number, key: string) => void;
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
  /** Has the keyboard from the start. */
  autoFocus?: boolean;
  handle?: Ref<GridHandle>;
  /** Takes new texts for cells of a row; without it nothing can be changed. */
  onEdit?: (index: number, row: ImportRow, texts: Texts) => void;
  /** Takes back the last change. */
  onUndo?: () => void;
  /** Delete on a whole row, or with Ctrl in any cell. Without it no whole row can be in hand. */
  onDropRow?: (index: number, row: ImportRow) => void;
  /** The menu of a row, at a place of the window. */
  onMenu?: (index: number, row: ImportRow, at: { x: number; y: number }) => void;
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
            <Line key={index} {...props} id={id} index={index} top={view.topOf(index)} width={lead} total={minWidth} active={index === place.row ? place.column : null} onCell={onCell} onGo={(cell) => (view.go(cell), view.focus())}
              above={view.offsetOf(index) + 3 * ROW_HEIGHT > view.height}
              editor={index === place.row && editing && row && column
                ? <CellEditor label={`${label}: row ${row.number}`} initial={editing.initial ?? column.text(row)} selected={editing.initial === null} onClose={close} /> : null} />
          ))}
        </div>
      </div>
    </div>
  );
}
