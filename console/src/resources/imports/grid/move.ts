export interface Cell {
  row: number;
  column: number;
}

interface Size {
  rows: number;
  columns: number;
  /** Rows that are seen at once. */
  page: number;
  /** The first column: -1 where whole rows can be in hand. */
  first?: number;
}

/** Where a key leads from a cell; null for keys that lead nowhere. */
export function move(from: Cell, key: string, whole: boolean, { rows, columns, page, first = 0 }: Size): Cell | null {
  const last = { row: rows - 1, column: columns - 1 };
  const to = target(from, key, whole, last, page);
  return to && { row: Math.min(Math.max(to.row, 0), last.row), column: Math.min(Math.max(to.column, first), last.column) };
}

function target({ row, column }: Cell, key: string, whole: boolean, last: Cell, page: number): Cell | null {
  switch (key) {
    case 'ArrowUp': return { row: whole ? 0 : row - 1, column };
    case 'ArrowDown': return { row: whole ? last.row : row + 1, column };
    case 'ArrowLeft': return { row, column: whole ? 0 : column - 1 };
    case 'ArrowRight': return { row, column: whole ? last.column : column + 1 };
    case 'Home': return whole ? { row: 0, column: 0 } : { row, column: 0 };
    case 'End': return whole ? last : { row, column: last.column };
    case 'PageUp': return { row: row - page, column };
    case 'PageDown': return { row: row + page, column };
    default: return null;
  }
}

/** The cell after this one, or before it: from the end of a row to the beginning of the next. */
export function next({ row, column }: Cell, by: 1 | -1, { rows, columns }: Pick<Size, 'rows' | 'columns'>): Cell {
  const place = Math.min(Math.max(row * columns + column + by, 0), rows * columns - 1);
  return { row: Math.floor(place / columns), column: place % columns };
}

/** The texts of the clipboard as rows of cells, as spreadsheets copy them; without the end of the last line. */
export const block = (text: string): string[][] => text.replace(/\r?\n$/, '').split(/\r?\n/).map((line) => line.split('\t'));

/** The cell with a problem that follows `from`, or comes before it, among rows that are known. */
export function problemBeside(from: Cell, by: 1 | -1, { rows, columns }: Pick<Size, 'rows' | 'columns'>, wrong: (cell: Cell) => boolean | undefined): Cell | null {
  for (let place = from.row * columns + from.column + by; place >= 0 && place < rows * columns; place += by) {
    const cell = { row: Math.floor(place / columns), column: place % columns };
    const is = wrong(cell);
    if (is) return cell;
    if (is === undefined) return null;
  }
  return null;
}
