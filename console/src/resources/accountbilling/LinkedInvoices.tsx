import { Button, Group, Modal, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconLink } from '@tabler/icons-react';
import { useState } from 'react';
import { moneyChanged, type Invoice } from '~/api/billing';
import { api } from '~/api/client';
import type { Account } from '~/api/models';
import { useCan } from '~/api/session';
import { useFormat } from '~/lib/format';
import { DataTable } from '~/ui/DataTable';
import { Card } from '~/ui/Page';
import { Empty, Failure, Lines } from '~/ui/States';
import { done, failed } from '~/ui/toast';
import { InvoiceChips } from './InvoicesTab';

type OfSubAccount = Invoice & { account: number };

/** Invoices of the sub accounts: those that are part of this one, or those that could become so. */
function useInvoicesOf(account: Account, key: string, query: Record<string, number | string | boolean>, keep: (invoice: Invoice) => boolean = () => true) {
  return useQueries({
    queries: account.sub_accounts.map((sub) => ({
      queryKey: ['invoices', sub, 'linked', key],
      queryFn: async () => (await api.list<Invoice>(`/accounts/${sub}/invoices`, { ...query, limit: 1000 })).data.filter(keep).map((row): OfSubAccount => ({ ...row, account: sub })),
    })),
    combine: (results) => ({
      error: results.find((result) => result.isError)?.error ?? null,
      rows: results.some((result) => result.isPending) ? undefined : results.flatMap((result) => result.data ?? []),
      retry: () => results.forEach((result) => void result.refetch()),
    }),
  });
}

/** The invoices of sub accounts that are part of this one, and taking another one in. */
export function LinkedInvoices({ account, invoice }: { account: Account; invoice: Invoice }) {
  const format = useFormat();
  const can = useCan();
  const [linking, setLinking] = useState(false);
  const { rows, error, retry } = useInvoicesOf(account, String(invoice.id), { 'filter[master_invoice_id]': invoice.id });
  const mayLink = can('invoices.update') && !invoice.void;
  return (
    <Card title="Invoices of sub accounts" padded={false} actions={mayLink && <Button size="xs" variant="default" leftSection={<IconLink size={14} />} onClick={() => setLinking(true)}>Link an invoice</Button>}>
      {error ? <Failure error={error} onRetry={retry} /> : rows?.length === 0 ? <Empty title="None is part of this invoice" hint="What is linked is paid and due with it." /> : (
        <DataTable label="Invoices of sub accounts" rows={rows} expected={2}
          columns={[
            { key: 'id', label: 'Invoice', render: (row) => <Link className="link" to="/accounts/$id/invoices/$invoice" params={{ id: String(row.account), invoice: String(row.id) }}>No. {row.id}</Link> },
            { key: 'account', label: 'Account', render: (row) => <Link className="link" to="/accounts/$id" params={{ id: String(row.account) }}>{row.account}</Link> },
            { key: 'state', label: 'State', render: (row) => <InvoiceChips invoice={row} /> },
            { key: 'remaining_due', label: 'Left to pay', numeric: true, render: (row) => format.money(row.remaining_due) },
          ]} />
      )}
      <Modal opened={linking} onClose={() => setLinking(false)} title={<Text fw={620}>Link an invoice of a sub account</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
        {linking && <Linkable account={account} invoice={invoice} onDone={() => setLinking(false)} />}
      </Modal>
    </Card>
  );
}

function Linkable({ account, invoice, onDone }: { account: Account; invoice: Invoice; onDone: () => void }) {
  const format = useFormat();
  const [busy, setBusy] = useState<number | null>(null);
  const { rows, error, retry } = useInvoicesOf(account, 'free', { 'filter[void]': false }, (row) => row.master_invoice_id === 0);
  if (error) return <Failure error={error} onRetry={retry} />;
  if (!rows) return <Lines count={3} />;
  if (rows.length === 0) return <Empty title="Nothing to link" hint="Every invoice of the sub accounts is part of one already." />;
  const link = async (row: OfSubAccount) => {
    setBusy(row.id);
    try {
      await api.post(`/accounts/${account.id}/invoices/${invoice.id}/link`, { child_invoice_id: row.id });
      moneyChanged();
      done(`Invoice ${row.id} is part of this one now`);
      onDone();
    } catch (problem) {
      failed(problem);
    } finally {
      setBusy(null);
    }
  };
  return rows.map((row) => (
    <Group key={row.id} justify="space-between" wrap="nowrap" py={8} className="pickline">
      <Text size="sm">Invoice {row.id} of account {row.account}<Text size="xs" c="dimmed" className="tnum">Dated {format.date(row.date)}, {format.money(row.remaining_due)} left to pay</Text></Text>
      <Button size="xs" variant="light" loading={busy === row.id} disabled={busy !== null} onClick={() => void link(row)} aria-label={`Link invoice ${row.id}`}>Link</Button>
    </Group>
  ));
}
