import { useElementSize, useMediaQuery, useMergedRef } from '@mantine/hooks';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { drawn, geometry, ROW_HEIGHT } from '~/resources/imports/grid/geometry';

/** Height of the line of titles in pixels, as in `styles.css`. */
const HEAD = 36;
/** Left and right of a line, in pixels, as in `styles.css`. */
const SIDES = 14;

export interface VirtualColumn<Row> {
  key: string;
  label: string;
  /** The least in pixels, and the most: pixels, or a share of what is left. */
  width: [least: number, most: number | `${number}fr`];
  numeric?: boolean;
  /** Left out on narrow screens. */
  wide?: boolean;
  render: (row: Row) => ReactNode;
}

interface Props<Row> {
  label: string;
  columns: VirtualColumn<Row>[];
  count: number | undefined;
  rowAt: (index: number) => Row | undefined;
  /** Which rows are in sight. */
  onSee?: (from: number, end: number) => void;
  /** Begins at its top again when this changes. */
  of: string;
  height: string;
}

/** A table of any length: only the rows in sight are drawn. The keys of the browser scroll it. */
export function VirtualTable<Row>({ label, columns: all, count, rowAt, onSee, of, height }: Props<Row>) {
  const narrow = useMediaQuery('(max-width: 900px)');
  const size = useElementSize();
  const box = useRef<HTMLDivElement>(null);
  const ref = useMergedRef(size.ref, box);
  const [scrollTop, setScrollTop] = useState(0);
  const columns = narrow === true ? all.filter((column) => !column.wide) : all;
  const room = Math.max(size.height - HEAD, 1);
  const view = geometry(count ?? 0, room);
  const above = view.above(scrollTop);
  const [first, end] = drawn(above, room, count ?? Math.ceil(room / ROW_HEIGHT));
  useEffect(() => {
    box.current?.scrollTo({ top: 0 });
    setScrollTop(0);
  }, [of]);
  useEffect(() => {
    if (count) onSee?.(first, end);
  }, [first, end, count, onSee]);
  const most = (size: number | string) => (typeof size === 'number' ? `${size}px` : size);
  const gap = narrow === true ? 10 : 16;
  // Every line is a grid of its own: widths that depend on their content would not stand in line.
  const template = {
    gridTemplateColumns: columns.map((column) => `minmax(${column.width[0]}px, ${most(column.width[1])})`).join(' '),
    columnGap: gap,
    minWidth: columns.reduce((sum, column) => sum + column.width[0] + gap, 2 * SIDES - gap),
  };
  return (
    <div ref={ref} className="vtable" role="table" aria-label={label} aria-rowcount={count === undefined ? -1 : count + 1} aria-busy={count === undefined} tabIndex={0} style={{ height }}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}>
      <div className="vthead" role="row" style={template}>
        {columns.map((column) => <div key={column.key} role="columnheader" className={column.numeric ? 'num' : undefined}>{column.label}</div>)}
      </div>
      <div role="rowgroup" style={{ position: 'relative', overflow: 'clip', height: count === undefined ? room : view.scrolled }}>
        {Array.from({ length: end - first }, (_, place) => first + place).map((index) => {
          const row = rowAt(index);
          return (
            <div key={index} role="row" aria-rowindex={index + 2} className="vtrow" style={{ ...template, transform: `translateY(${index * ROW_HEIGHT - above + scrollTop}px)` }}>
              {columns.map((column) => <div key={column.key} role="cell" className={column.numeric ? 'num' : undefined}>{row ? column.render(row) : <em />}</div>)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
