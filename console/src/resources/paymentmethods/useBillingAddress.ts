import { useQuery } from '@tanstack/react-query';
import { api } from '~/api/client';
import type { Address } from '~/api/models';
import type { Values } from '~/resource/types';

/** The built-in types of addresses, the likeliest to be on a bill first. */
const PREFERRED = [3, 2, 1];
const BLANK = { line1: '', city: '', state: '', zip: '', country: 'US' };

/** The address that a form begins with; undefined while it is read, blank where there is none or it may not be seen. */
export function useBillingAddress(account: number): Values | undefined {
  const query = { limit: 100 };
  const list = useQuery({ queryKey: ['account_addresses', `/accounts/${account}/addresses`, query], queryFn: () => api.list<Address>(`/accounts/${account}/addresses`, query), retry: false });
  if (list.isPending) return undefined;
  const rows = list.data?.data ?? [];
  const found = PREFERRED.map((type) => rows.find((row) => row.address_type_id === type)).find(Boolean) ?? rows[0];
  if (!found) return BLANK;
  const { line1, line2, city, state, zip, country } = found;
  return { line1: [line1, line2].filter(Boolean).join(', '), city, state, zip, country };
}
