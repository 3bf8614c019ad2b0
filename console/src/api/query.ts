import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './client';

/** One cache for the console. Only failures that may pass by themselves are tried again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, error) => count < 1 && error instanceof ApiError && error.transient,
      refetchOnWindowFocus: false,
    },
  },
});

/**
 * Reads again what shows these entities, and the audit trail, after a write. Answers still under way are dropped first:
 * the server may have made them before the write, and without data of its own a query would keep such an answer.
 */
export function changed(...entities: string[]): void {
  for (const queryKey of [...entities, 'audit_log'].map((entity) => [entity])) {
    void queryClient.cancelQueries({ queryKey }).then(() => queryClient.invalidateQueries({ queryKey }));
  }
}
