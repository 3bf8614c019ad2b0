import { useQueries } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api, type Page, type Query } from '~/api/client';
import type { ImportRow } from '~/api/imports';
import { queryClient } from '~/api/query';

/** Rows read at once. */
export const WINDOW = 100;
/** Windows that are out of sight are dropped after this time. */
const KEPT_MS = 20_000;
/** Somebody who scrolls past rows does not want them. */
const REST_MS = 70;

/** Which rows are shown. */
export type Shown = 'all' | 'failed' | 'left out';

const FILTERS: Record<Shown, Query> = { all: {}, failed: { errors: 1 }, 'left out': { left_out: 1 } };

let generations = 0;

/**
 * The rows of an import as windows: those in sight are asked for, and those that have been out of sight for a while are
 * forgotten, so that a file of a million rows is never held.
 */
export function useRows(id: number, show: Shown = 'all') {
  // Rows that were read before the server checked them anew are of another generation.
  const [generation, setGeneration] = useState(() => (generations += 1));
  const [pages, setPages] = useState<number[]>([1]);
  const [counted, setCounted] = useState<{ of: string; generation: number; count: number }>();
  const of = `${id} ${show}`;
  const repaired = useRef(0);
  const key = useCallback((page: number) => ['data_import_rows', id, show, generation, page], [id, show, generation]);
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: key(page),
      queryFn: async ({ signal }: { signal: AbortSignal }) => api.list<ImportRow>(`/data_imports/${id}/rows`, query(page), signal),
      staleTime: Infinity,
      gcTime: KEPT_MS,
    })),
  });
  function query(page: number): Query {
    const words = { limit: WINDOW, ...FILTERS[show] };
    // A corrected row is not among the failed ones any more, but stays where it is seen: what follows it goes by its number.
    const before = show !== 'all' ? queryClient.getQueryData<Page<ImportRow>>(key(page - 1))?.data.at(-1) : undefined;
    return before ? { ...words, from: before.number + 1 } : { ...words, page };
  }
  const first = results.find((result) => result.data)?.data?.paginator.total_count;
  // Corrected rows stay where they are seen, so that the first count of a generation holds.
  useEffect(() => {
    if (first !== undefined) setCounted((known) => (known?.of === of && known.generation === generation ? known : { of, generation, count: first }));
  }, [first, of, generation]);
  useEffect(() => setPages([1]), [of]);
  useEffect(() => {
    repaired.current = 0;
  }, [of, generation]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const renew = useCallback(() => setGeneration((generations += 1)), []);
  const see = useCallback((from: number, end: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const wanted = pagesOf(from, end);
      const known = (page: number) => queryClient.getQueryData(key(page)) !== undefined;
      // Places of failed rows have moved by those that were repaired, so a leap begins anew.
      if (repaired.current > 0 && !wanted.some((page) => known(page) || known(page - 1))) return renew();
      setPages((present) => (present.join() === wanted.join() ? present : wanted));
    }, REST_MS);
  }, [key, renew]);
  const rowAt = (index: number): ImportRow | undefined =>
    queryClient.getQueryData<Page<ImportRow>>(key(Math.floor(index / WINDOW) + 1))?.data[index % WINDOW];
  /** Puts a row into its place, as it was typed or as the server judges it now; unless `number` says that another one is there by now. */
  const put = (index: number, row: ImportRow, number?: number) => {
    const before = rowAt(index);
    if (number !== undefined && before?.number !== number) return;
    if (before && ((before.errors && !row.errors) || before.left_out !== row.left_out)) repaired.current += 1;
    queryClient.setQueryData<Page<ImportRow>>(key(Math.floor(index / WINDOW) + 1), (page) =>
      page && { ...page, data: page.data.map((old, at) => (at === index % WINDOW ? row : old)) });
  };
  const failure = results.find((result) => result.isError && !result.data);
  const count = counted?.of === of ? counted.count : undefined;
  return { count, rowAt, put, see, renew, error: failure?.error ?? null, retry: () => results.forEach((result) => result.isError && void result.refetch()) };
}

/** Numbers of the windows, from 1, that hold the rows from `from` to before `end`. */
export function pagesOf(from: number, end: number): number[] {
  const first = Math.floor(from / WINDOW) + 1;
  const last = Math.floor(Math.max(end - 1, from) / WINDOW) + 1;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

export type Rows = ReturnType<typeof useRows>;
