import { useQuery } from '@tanstack/react-query';
import { api } from '~/api/client';
import { decksPath, type DeckComparison, type RateChange } from '~/api/voice';
import { spread, weighed } from './compare';

const LIMIT = 1000;
/** Pages of changes that a picture is drawn from. */
const MOST_PAGES = 6;

export const comparePath = (provider: number, deck: number, other: number) => `${decksPath(provider)}/${deck}/compare/${other}` as const;

/** The rows of a deck never change, so neither does what differs. */
export const useComparison = (provider: number, deck: number, other: number) =>
  useQuery({ queryKey: ['rate_changes', deck, other, 'summary'], queryFn: () => api.get<DeckComparison>(`${comparePath(provider, deck, other)}/summary`), staleTime: Infinity });

export interface Sample {
  changes: RateChange[];
  /** Whether these are all. */
  whole: boolean;
}

/** The dearer and cheaper rates, or pages of them that are spread evenly over the numbers. */
export const useSample = (provider: number, deck: number, other: number, counts: DeckComparison | undefined) =>
  useQuery({
    queryKey: ['rate_changes', deck, other, 'sample'],
    enabled: counts !== undefined,
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<Sample> => {
      const path = comparePath(provider, deck, other);
      const parts = await Promise.all((['dearer', 'cheaper'] as const).map(async (kind) => {
        const pages = Math.ceil(counts![kind] / LIMIT);
        const read = await Promise.all(spread(pages, MOST_PAGES).map(async (page) => (await api.list<RateChange>(path, { 'filter[change]': kind, limit: LIMIT, page }, signal)).data));
        return { changes: read.flat(), share: counts![kind] };
      }));
      const whole = parts.every((part) => part.changes.length >= part.share);
      return { changes: whole ? parts.flatMap((part) => part.changes) : weighed(parts), whole };
    },
  });
