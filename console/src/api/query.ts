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
