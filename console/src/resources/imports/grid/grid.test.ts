import { describe, expect, it } from 'vitest';
import { drawn, geometry, reveal, ROW_HEIGHT, widthFor } from './geometry';
import { block, move, next, problemBeside } from './move';

describe('geometry', () => {
  it('is exact for lists that a browser can draw', () => {
    const { scrolled, above } = geometry(1000, 500);
    expect(scrolled).toBe(1000 * ROW_HEIGHT);
    expect(above(1234)).toBe(1234);
  });
  it.each([1_000_000, 5_000_000])('reaches the first and the last of %d rows', (count) => {
    const height = 600;
    const { scrolled, above } = geometry(count, height);
    expect(scrolled).toBeLessThan(16_000_000);
    expect(drawn(above(0), height, count)[0]).toBe(0);
    expect(drawn(above(scrolled - height), height, count)[1]).toBe(count);
  });
  it('scrolls to where it was asked', () => {
    const { above, scrollTo } = geometry(3_000_000, 600);
    expect(above(scrollTo(98_765_432))).toBeCloseTo(98_765_432, 3);
  });
  it('draws little of much', () => {
    const [first, end] = drawn(17_000_000, 600, 1_000_000);
    expect(first).toBe(17_000_000 / ROW_HEIGHT - 6);
    expect(end - first).toBeLessThan(40);
  });
  it('draws nothing of nothing', () => expect(drawn(0, 600, 0)).toEqual([0, 0]));
  it.each([
    ['above the window', 3, 1000, 3 * ROW_HEIGHT],
    ['inside', 40, 1000, 1000],
    ['below', 100, 1000, 101 * ROW_HEIGHT - 600],
  ])('moves no more than it must for a row %s', (_, index, from, to) => expect(reveal(index, from, 600)).toBe(to));
  it('keeps widths within reason', () => {
    expect(widthFor([])).toBe(112);
    expect(widthFor(['x'.repeat(900)])).toBe(280);
  });
});

describe('move', () => {
  const size = { rows: 100, columns: 5, page: 10 };
  it.each([
    ['ArrowUp', false, 49, 2], ['ArrowDown', false, 51, 2], ['ArrowLeft', false, 50, 1], ['ArrowRight', false, 50, 3],
    ['ArrowDown', true, 99, 2], ['ArrowRight', true, 50, 4], ['Home', false, 50, 0], ['End', true, 99, 4],
    ['PageDown', false, 60, 2], ['PageUp', false, 40, 2],
  ])('%s (with Ctrl: %s) leads to %d, %d', (key, whole, row, column) => expect(move({ row: 50, column: 2 }, key, whole, size)).toEqual({ row, column }));
  it('stays inside', () => {
    expect(move({ row: 0, column: 0 }, 'ArrowUp', false, size)).toEqual({ row: 0, column: 0 });
    expect(move({ row: 97, column: 4 }, 'PageDown', false, size)).toEqual({ row: 99, column: 4 });
  });
  it('leaves other keys alone', () => expect(move({ row: 1, column: 1 }, 'a', false, size)).toBeNull());
  it.each([
    [{ row: 3, column: 4 }, 1, { row: 4, column: 0 }],
    [{ row: 3, column: 0 }, -1, { row: 2, column: 4 }],
    [{ row: 99, column: 4 }, 1, { row: 99, column: 4 }],
    [{ row: 0, column: 0 }, -1, { row: 0, column: 0 }],
  ] as const)('next of %o by %d is %o', (from, by, to) => expect(next(from, by, size)).toEqual(to));
});

it('goes to the whole row where that can be in hand', () => {
  expect(move({ row: 4, column: 0 }, 'ArrowLeft', false, { rows: 9, columns: 3, page: 5, first: -1 })).toEqual({ row: 4, column: -1 });
  expect(move({ row: 4, column: 0 }, 'ArrowLeft', false, { rows: 9, columns: 3, page: 5 })).toEqual({ row: 4, column: 0 });
});

describe('the next problem', () => {
  const wrong = new Set(['1 2', '4 0']);
  /** Rows from 6 on are not read. */
  const known = ({ row, column }: { row: number; column: number }) => (row < 6 ? wrong.has(`${row} ${column}`) : undefined);
  const size = { rows: 100, columns: 3 };
  it.each([
    [{ row: 0, column: 0 }, 1, { row: 1, column: 2 }],
    [{ row: 1, column: 2 }, 1, { row: 4, column: 0 }],
    [{ row: 4, column: 0 }, 1, null],
    [{ row: 4, column: 0 }, -1, { row: 1, column: 2 }],
    [{ row: 1, column: 2 }, -1, null],
    [{ row: 0, column: -1 }, 1, { row: 1, column: 2 }],
  ] as const)('from %o by %d is %o', (from, by, to) => expect(problemBeside(from, by, size, known)).toEqual(to));
});

it.each([
  ['53081', [['53081']]],
  ['a\tb\r\nc\td\r\n', [['a', 'b'], ['c', 'd']]],
  ['a\n\nb\n', [['a'], [''], ['b']]],
])('reads %j as a block of cells', (text, cells) => expect(block(text)).toEqual(cells));
