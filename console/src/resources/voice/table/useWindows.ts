import { useQueries } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api, type ApiPath, type Page, type Query } from '~/api/client';
import { queryClient } from '~/api/query';
import { pagesOf, WINDOW } from '~/resources/imports/grid/useRows';

/** Somebody who scrolls past rows does not want them. */
const REST_MS = 70;
/** Windows out of sight are dropped after this time. */
const KEPT_MS = 20_000;

export interface Windows<Row> {
  /** How many rows there are; undefined while that is read. */
  count: number | undefined;
  rowAt: (index: number) => Row | undefined;
  /** Says which rows are in sight. */
  see: (from: number, end: number) => void;
  /** Why it could not be read; null when it could. */
  error: unknown;
  retry: () => void;
}

/** A list of any length, read where it is looked at. */
export function useWindows<Row>(entity: string, path: ApiPath<'get'>, query: Query): Windows<Row> {
  const of = JSON.stringify([path, query]);
  const [pages, setPages] = useState<number[]>([1]);
  const key = useCallback((page: number) => [entity, 'window', of, page], [entity, of]);
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: key(page),
      queryFn: ({ signal }: { signal: AbortSignal }) => api.list<Row>(path, { ...query, limit: WINDOW, page }, signal),
      staleTime: 60_000,
      gcTime: KEPT_MS,
    })),
  });
  const [counted, setCounted] = useState<{ of: string; count: number }>();
  const total = results.find((result) => result.data)?.data?.paginator.total_count;
  useEffect(() => {
    if (total !== undefined) setCounted({ of, count: total });
  }, [total, of]);
  useEffect(() => setPages([1]), [of]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const see = useCallback((from: number, end: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const wanted = pagesOf(from, end);
      setPages((present) => (present.join() === wanted.join() ? present : wanted));
    }, REST_MS);
  }, []);
  const rowAt = (index: number) => queryClient.getQueryData<Page<Row>>(key(Math.floor(index / WINDOW) + 1))?.data[index % WINDOW];
  const failed = results.find((result) => result.isError && !result.data);
  return { count: counted?.of === of ? counted.count : undefined, rowAt, see, error: failed?.error ?? null, retry: () => results.forEach((result) => result.isError && void result.refetch()) };
}
