export interface Cell {
  row: number;
  column: number;
}

interface Size {
  rows: number;
  columns: number;
  /** Rows that are seen at once. */
  page: number;
}

/** Where a key leads from a cell; null for keys that lead nowhere. */
export function move(from: Cell, key: string, whole: boolean, { rows, columns, page }: Size): Cell | null {
  const last = { row: rows - 1, column: columns - 1 };
  const to = target(from, key, whole, last, page);
  return to && { row: Math.min(Math.max(to.row, 0), last.row), column: Math.min(Math.max(to.column, 0), last.column) };
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
