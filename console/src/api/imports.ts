import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from './client';
import type { Query } from './client';

/** Data imports, as the API sends them (`docs/IMPORTS.md`). */

export type ImportStatus = 'Pending' | 'Invalid' | 'Queued' | 'In progress' | 'Successful' | 'Failed' | 'Duplicate' | 'Unauthorized';
export type ImportStage = 'upload' | 'reading' | 'header' | 'columns' | 'checking' | 'review' | 'done';

export interface ImportField {
  name: string;
  label: string;
  kind: 'text' | 'integer' | 'decimal' | 'date' | 'boolean' | 'texts' | 'reference' | 'references';
  required: boolean;
  description: string;
  example: string;
  aliases: string[];
}

/** An extra field of a type: asked once for all rows. */
export interface ImportOption {
  name: string;
  required: boolean;
  description: string;
  /** As JSON. */
  default: string | null;
}

export interface ImportType {
  name: string;
  label: string;
  fields: ImportField[];
  options: ImportOption[];
}

export interface ImportColumn {
  letter: string;
  header: string;
  samples: string[];
  field: string | null;
  matched_by: string | null;
}

/** What the file turned out to be. */
export interface ImportLayout {
  format?: string;
  compression?: string | null;
  encoding?: string | null;
  delimiter?: string | null;
  sheets?: string[];
  sheet?: string | null;
  has_unreadable_characters?: boolean;
}

export interface DataImport {
  id: number;
  type: string;
  type_label: string;
  status: ImportStatus;
  stage: ImportStage;
  /** Percent of what is under way; null where nothing is, and after a failure. */
  progress: number | null;
  user_id: number;
  user: string;
  filename: string | null;
  size_in_bytes: number;
  options: Record<string, unknown>;
  layout: ImportLayout | null;
  header_row: number | null;
  header_row_found: number | null;
  import_rows_above: boolean;
  columns: ImportColumn[];
  /** Rows that are to be imported. */
  rows_total: number;
  /** Rows that somebody left out; they are not among the others. */
  rows_left_out: number;
  rows_failed: number;
  rows_duplicate: number;
  rows_imported: number;
  message: string | null;
  can_undo: boolean;
  created_at: string;
  queued_at: string | null;
  started_at: string | null;
  finished_at: string | null;
  undone_at: string | null;
}

export interface ImportRow {
  number: number;
  /** From the left; empty ones at the end may be missing. */
  cells: string[];
  role: 'header' | 'above' | 'data';
  /** Messages by field. */
  errors: Record<string, string> | null;
  is_duplicate: boolean;
  /** Somebody decided that it is not imported. */
  left_out: boolean;
}

/** What the user may import. */
export const typesQuery = queryOptions({
  queryKey: ['data_import_types'],
  queryFn: async () => (await api.list<ImportType>('/data_imports/types')).data,
  staleTime: 5 * 60_000,
});

export const useImportTypes = () => useQuery(typesQuery).data;

/** Whether the server works on an import, so that it is worth looking again soon. */
export const working = (one: Pick<DataImport, 'status' | 'stage'>) =>
  one.status === 'Queued' || one.status === 'In progress' || (one.status === 'Pending' && (one.stage === 'reading' || one.stage === 'checking'));

const SOON_MS = 700;
const LATER_MS = 20_000;

/** One import, followed while the server works on it. */
export const importQuery = (id: string | number) =>
  queryOptions({
    queryKey: ['data_imports', 'one', String(id)],
    queryFn: ({ signal }) => api.get<DataImport>(`/data_imports/${id}`, {}, signal),
    refetchInterval: (query) => (query.state.data && working(query.state.data) ? SOON_MS : false),
  });

/** A page of imports, followed faster while one of them is under way. */
export const importsQuery = (query: Query) =>
  queryOptions({
    queryKey: ['data_imports', 'list', query],
    queryFn: ({ signal }) => api.list<DataImport>('/data_imports', query, signal),
    refetchInterval: (current) => (current.state.data?.data.some(working) ? SOON_MS * 2 : LATER_MS),
  });
