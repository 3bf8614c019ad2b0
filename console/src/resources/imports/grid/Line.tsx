import type { MouseEvent, ReactNode } from 'react';
import { formatCount } from '~/lib/format';
import type { Cell } from './move';
import type { GridColumn, GridProps } from './VirtualGrid';

interface Props extends GridProps {
  id: string;
  index: number;
  top: number;
  /** The column in hand: -1 for the whole row, null where another row is in hand. */
  active: number | null;
  /** Of the row numbers. */
  width: number;
  /** Of the row. */
  total: number;
  /** Whether there is no room below it. */
  above: boolean;
  editor: ReactNode;
  onCell: (cell: Cell) => void;
  /** Goes to a cell and brings it into sight, without more. */
  onGo: (cell: Cell) => void;
}

/** One row of a grid. What is wrong with the cell in hand is said beside it. */
export function Line(props: Props) {
  const { id, index, top, active, editor, width, columns, rows, mark, lead, onCell, onGo, onMenu, onDropRow } = props;
  const row = rows.rowAt(index);
  // A row that is only looked at shows nothing of its check.
  const problems = row?.errors && columns.some(({ problem }) => problem) ? Object.values(row.errors) : [];
  const press = (column: number) => (event: MouseEvent) => (event.preventDefault(), event.button === 0 && onCell({ row: index, column }));
  const openMenu = (event: MouseEvent) => {
    if (!onMenu || !row || editor) return;
    event.preventDefault();
    const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-column]');
    onGo({ row: index, column: Number(cell?.dataset.column ?? -1) });
    onMenu(index, row, { x: event.clientX, y: event.clientY });
  };
  const wrong = row && problems.length > 0 ? columns.findIndex(({ problem }) => problem?.(row)) : -1;
  const said = row && active !== null && active >= 0 ? columns[active]?.problem?.(row) : undefined;
  return (
    <div className="vrow" role="row" aria-rowindex={index + 2} style={{ transform: `translateY(${top}px)` }} aria-selected={active === -1 || undefined} onContextMenu={openMenu}
      data-role={row?.role} data-failed={problems.length > 0 || undefined} data-mark={row && mark?.(row)} data-active={active !== null || undefined} data-whole={active === -1 || undefined}>
      <div id={`${id}-${index}--1`} className="vlead" role="rowheader" style={{ width }} title={problems.join('\n')} onMouseDown={press(onDropRow ? -1 : Math.max(active ?? 0, 0))}>
        {row ? (lead?.(row) ?? <>{problems.length > 0 && <i role="img" aria-label="Has errors" onMouseDown={(event) => wrong >= 0 && (event.stopPropagation(), event.preventDefault(), onGo({ row: index, column: wrong }))} />}{formatCount(row.number)}</>) : <em />}
      </div>
      {columns.map((column, at) => {
        const problem = row && column.problem?.(row);
        return (
          <div key={column.key} id={`${id}-${index}-${at}`} role="gridcell" className="vcell" data-column={at} aria-colindex={at + 2} style={{ width: column.width }}
            aria-selected={at === active} aria-invalid={problem ? true : undefined} title={at === active ? undefined : (problem ?? (row && column.text(row)))} data-active={at === active || undefined}
            aria-describedby={at === active && said ? `${id}-said` : undefined} onMouseDown={editor && at === active ? undefined : press(at)}>
            {editor && at === active ? editor : row ? column.text(row) : <em />}
          </div>
        );
      })}
      {said && <Bubble {...props} said={said} at={active!} />}
    </div>
  );
}

/** The widest that a bubble is, as in `styles.css`. */
const BUBBLE_WIDTH = 340;

function Bubble({ id, columns, at, said, width, total, above }: Props & { said: string; at: number }) {
  const left = columns.slice(0, at).reduce((sum, column) => sum + column.width, width);
  const column = columns[at] as GridColumn;
  const side = left + BUBBLE_WIDTH > total ? { right: total - left - column.width } : { left };
  return <div className="vbubble" id={`${id}-said`} role="tooltip" data-above={above || undefined} style={side}>{said}{column.hint && <small>{column.hint}</small>}</div>;
}
