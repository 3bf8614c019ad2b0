import { useMatch, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Query } from '~/api/client';

/** Where the user is in a list. Filters are the columns of the API's `filter[...]`. */
export interface ListState {
  page?: number;
  limit?: number;
  sort?: string;
  q?: string;
  filters?: Record<string, string>;
}

export type ListControl = [ListState, (change: ListState) => void];

/** Reads a list's place from the address bar; anything unexpected is dropped. */
export function parseListState(search: Record<string, unknown>): ListState {
  const whole = (value: unknown) => (Number.isInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined);
  const state: ListState = {};
  const page = whole(search.page);
  const limit = whole(search.limit);
  if (page && page > 1) state.page = page;
  if (limit && limit <= 1000) state.limit = limit;
  if (typeof search.sort === 'string' && search.sort) state.sort = search.sort;
  if (search.q !== undefined && search.q !== '') state.q = String(search.q);
  if (search.filters && typeof search.filters === 'object') {
    const filters = Object.entries(search.filters).filter(([, value]) => value !== '' && value !== null);
    if (filters.length) state.filters = Object.fromEntries(filters.map(([key, value]) => [key, String(value)]));
  }
  return state;
}

/** The API's query for a place in a list. */
export function toQuery(state: ListState, defaultSort?: string): Query {
  const query: Query = { limit: state.limit ?? 50, page: state.page ?? 1, sort: state.sort ?? defaultSort, search: state.q };
  for (const [column, value] of Object.entries(state.filters ?? {})) query[`filter[${column}]`] = value;
  return query;
}

// Another search, filter or order starts again on the first page.
const merge = (state: ListState, change: ListState): ListState => parseListState({ ...state, page: undefined, ...change });

const withoutSlash = (path: string) => path.replace(/\/$/, '');

/** A place that is kept in the address bar, so that Back and bookmarks work. */
export function useUrlListState(): ListControl {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const router = useRouter();
  const here = useMatch({ strict: false, select: (match) => match.pathname });
  const state = parseListState(search);
  // A search is sent a moment after typing: who has opened a row by then must not be taken back to the list.
  const left = () => withoutSlash(router.state.location.pathname) !== withoutSlash(here);
  return [state, (change) => void (left() || navigate({ to: '.', search: merge(state, change) as never, replace: true }))];
}

/** A place that is kept in the component, for lists inside another page. */
export function useLocalListState(): ListControl {
  const [state, setState] = useState<ListState>({});
  return [state, (change) => setState((current) => merge(current, change))];
}
