import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { api, type Query } from '~/api/client';
import type { CallRecord } from '~/api/voice';

const LIMIT = 1000;
/** More calls than this are not read: who has so many chooses a shorter time. */
const MOST_PAGES = 20;

export interface Calls {
  /** Those that are read so far; undefined before the first. */
  calls: CallRecord[] | undefined;
  total: number;
  /** All that will be read are there. */
  ready: boolean;
  /** There are more than can be read. */
  cut: boolean;
  error: unknown;
  retry: () => void;
}

/** The calls of an account from one date on and before another, in UTC, newest first: page after page, so that sums are those of all. */
export function useCalls(account: number, from: string, before: string, filter: Query = {}): Calls {
  const path = `/accounts/${account}/call_records/${from}/${before}` as const;
  const read = useInfiniteQuery({
    queryKey: ['call_records', account, from, before, filter],
    queryFn: ({ pageParam, signal }) => api.list<CallRecord>(path, { ...filter, limit: LIMIT, page: pageParam }, signal),
    initialPageParam: 1,
    getNextPageParam: ({ paginator }) => (paginator.current_page < Math.min(paginator.total_pages, MOST_PAGES) ? paginator.current_page + 1 : undefined),
  });
  const { hasNextPage, isFetching, isError, fetchNextPage } = read;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  // A call that arrives meanwhile moves the others down: none of them counts twice.
  const calls = useMemo(() => read.data && [...new Map(read.data.pages.flatMap((page) => page.data).map((call) => [call.id, call])).values()], [read.data]);
  const paginator = read.data?.pages.at(-1)?.paginator;
  return {
    calls,
    total: paginator?.total_count ?? 0,
    ready: read.data !== undefined && !hasNextPage,
    cut: (paginator?.total_pages ?? 0) > MOST_PAGES,
    error: read.isError ? read.error : null,
    retry: () => void read.refetch(),
  };
}
