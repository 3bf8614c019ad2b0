import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '~/api/client';
import type { Account } from '~/api/models';
import { useCan } from '~/api/session';

/** The account of a row, by name once that is read. */
export function AccountName({ id, tab }: { id: number; tab: string }) {
  const may = useCan()('accounts.read');
  const name = useQuery({ queryKey: ['accounts', 'one', id], queryFn: () => api.get<Account>(`/accounts/${id}`), enabled: may, staleTime: 60_000, retry: false }).data?.name;
  if (!may) return <Text span size="sm">Account {id}</Text>;
  return <Link className="link" to="/accounts/$id/$tab" params={{ id: String(id), tab }}>{name ?? `Account ${id}`}</Link>;
}
