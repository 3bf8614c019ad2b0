import type { DataImport, ImportColumn, ImportField, ImportRow, ImportType } from '~/api/imports';
import type { GridColumn } from './grid/VirtualGrid';
import { widthFor } from './grid/geometry';

/** Which field each column holds, by letter; null for columns that are not imported. */
export type Mapping = Record<string, string | null>;

export const mappingOf = (columns: ImportColumn[]): Mapping => Object.fromEntries(columns.map(({ letter, field }) => [letter, field]));

/** The required fields that no column holds. */
export function missing(mapping: Mapping, fields: ImportField[]): ImportField[] {
  const held = new Set(Object.values(mapping));
  return fields.filter((field) => field.required && !held.has(field.name));
}

/** The columns as they are in the file, with letters above the names. */
export function fileColumns(columns: ImportColumn[]): GridColumn[] {
  return columns.map((column, at) => ({
    key: column.letter, title: column.letter, width: widthFor([column.header, ...column.samples]), text: (row) => row.cells[at] ?? '',
  }));
}

/** The columns that are imported, by the names of their fields; each says what is wrong with its cells. */
export function fieldColumns(one: Pick<DataImport, 'columns'>, type: ImportType | undefined): GridColumn[] {
  return one.columns.flatMap((column, at) => {
    if (!column.field) return [];
    const name = column.field;
    const field = type?.fields.find((candidate) => candidate.name === name);
    const title = field?.label ?? name;
    return [{
      key: column.letter, title: field?.required ? `${title} *` : title, subtitle: column.header && column.header !== title ? `${column.letter} · ${column.header}` : column.letter,
      width: widthFor([title, ...column.samples]), text: (row: ImportRow) => row.cells[at] ?? '', problem: (row: ImportRow) => row.errors?.[name], ...(field?.example ? { hint: `For example ${field.example}` } : {}),
    }];
  });
}

/** What is wrong with a row, with the names that people know. */
export function problems(row: ImportRow, type: ImportType | undefined): string[] {
  return Object.entries(row.errors ?? {}).map(([name, message]) => {
    const label = type?.fields.find((field) => field.name === name)?.label ?? name;
    return `${label}: ${message}`;
  });
}

/** The row with one cell changed. */
export function withCell(row: ImportRow, at: number, text: string): ImportRow {
  const cells = [...row.cells];
  while (cells.length <= at) cells.push('');
  cells[at] = text;
  return { ...row, cells };
}

/** The number of a column by its letters: `A` is 0, `AA` is 26. */
export const positionOf = (letters: string) => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
