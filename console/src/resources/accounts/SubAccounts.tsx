import { ActionIcon, Tooltip } from '@mantine/core';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconUnlink } from '@tabler/icons-react';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import type { Account } from '~/api/models';
import { useCan } from '~/api/session';
import { Card } from '~/ui/Page';
import { Empty } from '~/ui/States';
import { AccountStatusDot } from '~/ui/Status';
import { DataTable } from '~/ui/DataTable';
import { done, failed } from '~/ui/toast';
import { AccountPicker } from './AccountPicker';

/** Accounts that are billed together with this one. */
export function SubAccounts({ account }: { account: Account }) {
  const can = useCan();
  const client = useQueryClient();
  const children = useQueries({
    queries: account.sub_accounts.map((id) => ({ queryKey: ['accounts', 'one', id], queryFn: () => api.get<Account>(`/accounts/${id}`) })),
    combine: (results) => (results.some((result) => result.isPending) ? undefined : results.flatMap((result) => result.data ?? [])),
  });
  const save = async (sub_accounts: number[]) => {
    try {
      const saved = await api.patch<Account>(`/accounts/${account.id}`, { sub_accounts, prorate: false });
      client.setQueryData(['accounts', 'one', account.id], saved);
      changed();
      done('The sub accounts were changed');
    } catch (error) {
      failed(error);
    }
  };
  const mayChange = can('accounts.update');
  return (
    <Card title="Sub accounts" padded={false}
      actions={mayChange && <AccountPicker aria-label="Add a sub account" placeholder="Add an account" w={260} exclude={[account.id, ...account.sub_accounts]} onPick={(id) => void save([...account.sub_accounts, id])} />}>
      {account.sub_accounts.length === 0 ? (
        <Empty title="No sub accounts" hint="Find an account above to bill it together with this one." />
      ) : (
        <DataTable label="Sub accounts" rows={children} expected={account.sub_accounts.length}
          columns={[
            { key: 'id', label: 'No.', width: 72, numeric: true },
            { key: 'name', label: 'Name', render: (row) => <Link className="link" to="/accounts/$id" params={{ id: String(row.id) }}>{row.name}</Link> },
            { key: 'account_status_id', label: 'Status', render: (row) => <AccountStatusDot id={row.account_status_id} /> },
          ]}
          actions={(row) => mayChange && (
            <Tooltip label="Take out"><ActionIcon variant="subtle" color="gray" aria-label={`Take out ${row.name}`} onClick={() => void save(account.sub_accounts.filter((id) => id !== row.id))}><IconUnlink size={16} /></ActionIcon></Tooltip>
          )}
        />
      )}
    </Card>
  );
}
