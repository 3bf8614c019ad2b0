import { Skeleton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useKeys } from '~/lib/keys';

export interface Column<Row> {
  key: string;
  label: string;
  /** What the cell shows; the plain value when left out. */
  render?: (row: Row) => ReactNode;
  sortable?: boolean;
  numeric?: boolean;
  width?: number | string;
  /** Left out on narrow screens. */
  wide?: boolean;
}

interface Props<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[] | undefined;
  sort?: string | undefined;
  onSort?: (sort: string | undefined) => void;
  onOpen?: (row: Row) => void;
  actions?: (row: Row) => ReactNode;
  /** How many lines to draw while the first page loads. */
  expected?: number;
  stale?: boolean;
}

/** A dense table with sorting heads and a row cursor (`j`/`k`, arrows, Enter). */
export function DataTable<Row extends { id: number | string }>(props: Props<Row>) {
  const { label, columns, rows, onOpen, actions } = props;
  const { active, body } = useCursor(rows, onOpen);
  return (
    <div className="tablewrap">
      <table className="grid" aria-label={label} aria-busy={rows === undefined} style={{ opacity: props.stale ? 0.6 : 1 }}>
        <thead>
          <tr>
            {columns.map((column) => <Head key={column.key} column={column} sort={props.sort} onSort={props.onSort} />)}
            {actions && <th><span className="visually-hidden">Actions</span></th>}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows === undefined && Array.from({ length: props.expected ?? 8 }, (_, line) => (
            <tr key={line}>
              {columns.map((column, index) => (
                <td key={column.key} className={classOf(column)}><Skeleton height={11} width={`${74 - ((line * 13 + index * 29) % 45)}%`} /></td>
              ))}
              {actions && <td />}
            </tr>
          ))}
          {rows?.map((row, index) => (
            <tr
              key={row.id}
              data-clickable={onOpen ? true : undefined}
              data-active={index === active || undefined}
              tabIndex={onOpen ? (index === Math.max(active, 0) ? 0 : -1) : undefined}
              onClick={onOpen ? (event) => !(event.target as HTMLElement).closest('a, button, label, input') && onOpen(row) : undefined}
              onKeyDown={onOpen ? (event) => event.key === 'Enter' && event.target === event.currentTarget && (event.preventDefault(), onOpen(row)) : undefined}
            >
              {columns.map((column) => (
                <td key={column.key} className={classOf(column)}>{column.render ? column.render(row) : plain(row, column.key)}</td>
              ))}
              {actions && <td className="actions">{actions(row)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function useCursor<Row>(rows: Row[] | undefined, onOpen: ((row: Row) => void) | undefined) {
  const [active, setActive] = useState(-1);
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => setActive(-1), [rows]);
  const move = (by: number) => {
    const next = Math.min(Math.max(active + by, 0), (rows?.length ?? 0) - 1);
    setActive(next);
    (body.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  useKeys({ j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1) }, !!onOpen && !!rows?.length);
  return { active, body };
}

function Head<Row>({ column, sort, onSort }: { column: Column<Row>; sort: string | undefined; onSort: ((sort: string | undefined) => void) | undefined }) {
  const direction = sort === column.key ? 'ascending' : sort === `-${column.key}` ? 'descending' : 'none';
  if (!column.sortable || !onSort) return <th scope="col" className={classOf(column)} style={{ width: column.width }}>{column.label}</th>;
  const next = { none: column.key, ascending: `-${column.key}`, descending: undefined }[direction];
  const Icon = { none: IconArrowsSort, ascending: IconArrowUp, descending: IconArrowDown }[direction];
  return (
    <th scope="col" className={classOf(column)} style={{ width: column.width }} aria-sort={direction}>
      <button type="button" onClick={() => onSort(next)}>
        {column.label}
        <Icon size={13} stroke={1.8} style={{ opacity: direction === 'none' ? 0.35 : 1 }} />
      </button>
    </th>
  );
}

const classOf = (column: { numeric?: boolean; wide?: boolean }) => `${column.numeric ? 'num' : ''}${column.wide ? ' wide-only' : ''}`;

function plain(row: object, key: string): ReactNode {
  const value = (row as Record<string, unknown>)[key];
  return value === null || value === undefined || value === '' ? <span style={{ color: 'var(--muted)' }}>–</span> : String(value);
}
