import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, ApiError } from './client';
import type { Session } from './models';

/** The signed-in user with the permissions, or null. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      return await api.get<Session>('/session');
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

export function useSession() {
  return useQuery(sessionQuery).data ?? null;
}

/** Asks whether the user holds a permission key such as `accounts.create`. A super admin holds all. */
export function useCan() {
  const session = useSession();
  return (key: string) => !!session && (session.super_admin || session.permissions.includes(key));
}
