import { Skeleton, Stack, Text, Title, Group } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Credit, Debit, Invoice } from '~/api/billing';
import { api } from '~/api/client';
import type { Account } from '~/api/models';
import { useFormat } from '~/lib/format';
import { DataTable } from '~/ui/DataTable';
import { Card, useTitle } from '~/ui/Page';
import { Empty, Failure } from '~/ui/States';
import { cents, fromCents, sumInCents } from './cents';
import { InvoiceActions } from './InvoiceActions';
import { InvoiceCredits } from './InvoiceCredits';
import { InvoiceChips } from './InvoicesTab';
import { SumLine } from './Money';

/** One invoice: what it charges, what paid it, and what it includes of sub accounts. */
export default function InvoicePage() {
  const { id, invoice: number } = useParams({ strict: false }) as { id: string; invoice: string };
  const [account, invoice] = [Number(id), Number(number)];
  const path = `/accounts/${account}/invoices/${invoice}` as const;
  const owner = useQuery({ queryKey: ['accounts', 'one', account], queryFn: () => api.get<Account>(`/accounts/${account}`) });
  const shown = useQuery({ queryKey: ['invoices', account, invoice], queryFn: () => api.get<Invoice>(path) });
  const debits = useQuery({ queryKey: ['debits', account, 'of', invoice], queryFn: async () => (await api.list<Debit>(`${path}/debits`, { limit: 1000, sort: 'id' })).data });
  const credits = useQuery({ queryKey: ['credits', account, invoice], queryFn: async () => (await api.list<Credit>(`${path}/credits`, { limit: 1000, sort: 'id' })).data });
  useTitle(`Invoice ${number}`);
  if (shown.isError) return <Failure error={shown.error} onRetry={() => void shown.refetch()} />;
  return (
    <>
      <Header account={owner.data} id={account} number={number} invoice={shown.data} />
      <div className="moneybeside">
        <Stack gap="md">
          <Card title="Charges" padded={false}>
            {debits.isError ? <Failure error={debits.error} onRetry={() => void debits.refetch()} /> : debits.data?.length === 0 ? <Empty title="No charges" /> : <Charges rows={debits.data} />}
          </Card>
          <InvoiceCredits account={account} invoice={shown.data} credits={credits} />
          {owner.data && owner.data.sub_accounts.length > 0 && <Linked account={owner.data} invoice={invoice} />}
        </Stack>
        <div className="sticky">{shown.data ? <Sums invoice={shown.data} debits={debits.data} credits={credits.data} /> : <Skeleton height={260} />}</div>
      </div>
    </>
  );
}

function Header({ account, id, number, invoice }: { account: Account | undefined; id: number; number: string; invoice: Invoice | undefined }) {
  const format = useFormat();
  return (
    <header style={{ marginBottom: 16, minHeight: 74 }}>
      <Text size="sm" c="dimmed" mb={2}>
        <Link to="/accounts" className="link">Accounts</Link> / <Link to="/accounts/$id" params={{ id: String(id) }} className="link">{account?.name ?? id}</Link> / <Link to="/accounts/$id/$tab" params={{ id: String(id), tab: 'invoices' }} className="link">Invoices</Link>
      </Text>
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={1}>Invoice {number}</Title>
          <Group gap="6px 14px" mt={8} mih={26}>
            {invoice && <InvoiceChips invoice={invoice} pill />}
            {invoice && <Text size="sm" className="tnum"><Text span c="dimmed" size="sm">Dated </Text>{format.date(invoice.date)}</Text>}
            {invoice && <Text size="sm" className="tnum"><Text span c="dimmed" size="sm">Due </Text>{format.date(invoice.due_date)}</Text>}
            {invoice?.auto_pay && <Text size="sm" className="tnum"><Text span c="dimmed" size="sm">Automatic payment </Text>{format.date(invoice.auto_pay)}{invoice.auto_pay_attempted && ', tried'}</Text>}
            {!!invoice?.master_invoice_id && <Text size="sm" c="dimmed">Part of invoice {invoice.master_invoice_id} of the master account</Text>}
          </Group>
        </div>
        {invoice && <InvoiceActions account={id} invoice={invoice} />}
      </Group>
    </header>
  );
}

const taxOf = (debit: Debit) => sumInCents(debit.taxes.map((tax) => tax.amount));

function Charges({ rows }: { rows: Debit[] | undefined }) {
  const format = useFormat();
  return (
    <DataTable label="Charges" rows={rows} expected={4}
      columns={[
        { key: 'description', label: 'What', render: (row) => <><Text span size="sm" fw={560}>{row.description}</Text>{row.taxes.length > 0 && <Text size="xs" c="dimmed">{row.taxes.map((tax) => `${tax.description} ${format.money(tax.amount)}`).join(' · ')}</Text>}</> },
        { key: 'quantity', label: 'Quantity', numeric: true, width: 84 },
        { key: 'number_of_months', label: 'Months', numeric: true, width: 80, wide: true },
        { key: 'amount', label: 'Amount', numeric: true, width: 110, render: (row) => format.money(row.amount) },
        { key: 'tax', label: 'Taxes', numeric: true, width: 90, render: (row) => format.money(fromCents(taxOf(row))) },
        { key: 'total', label: 'Total', numeric: true, width: 110, render: (row) => format.money(fromCents(cents(row.amount) + taxOf(row))) },
      ]} />
  );
}

function Sums({ invoice, debits, credits }: { invoice: Invoice; debits: Debit[] | undefined; credits: Credit[] | undefined }) {
  if (!debits || !credits) return <Skeleton height={260} />;
  const net = sumInCents(debits.map((row) => row.amount));
  const byTax = new Map<string, number>();
  for (const tax of debits.flatMap((row) => row.taxes)) byTax.set(tax.description, (byTax.get(tax.description) ?? 0) + cents(tax.amount));
  const paid = sumInCents(credits.filter((row) => !row.void).map((row) => row.amount));
  const taxes = [...byTax.values()].reduce((sum, tax) => sum + tax, 0);
  const linked = cents(invoice.child_remaining_due);
  return (
    <Card title="Sum">
      <div role="group" aria-label="Sum">
        <SumLine label="Charges" cents={net} />
        {[...byTax].map(([name, amount]) => <SumLine key={name} label={name} cents={amount} />)}
        <div className="sumtotal"><SumLine strong label="Total" cents={net + taxes} /></div>
        {paid > 0 && <SumLine label="Paid by credits" cents={-paid} />}
        {linked > 0 && <SumLine label="Left to pay by sub accounts" cents={linked} />}
        <div className="sumtotal"><SumLine strong label="Left to pay" cents={cents(invoice.remaining_due) + linked} /></div>
      </div>
    </Card>
  );
}

/** The invoices of sub accounts that are part of this one. */
function Linked({ account, invoice }: { account: Account; invoice: number }) {
  const format = useFormat();
  const rows = useQueries({
    queries: account.sub_accounts.map((sub) => ({
      queryKey: ['invoices', sub, 'linked', invoice],
      queryFn: async () => (await api.list<Invoice>(`/accounts/${sub}/invoices`, { 'filter[master_invoice_id]': invoice, limit: 1000 })).data.map((row) => ({ ...row, account: sub })),
    })),
    combine: (results) => (results.some((result) => result.isPending) ? undefined : results.flatMap((result) => result.data ?? [])),
  });
  if (rows?.length === 0) return null;
  return (
    <Card title="Invoices of sub accounts" padded={false}>
      <DataTable label="Invoices of sub accounts" rows={rows} expected={2}
        columns={[
          { key: 'id', label: 'Invoice', render: (row) => <Link className="link" to="/accounts/$id/invoices/$invoice" params={{ id: String(row.account), invoice: String(row.id) }}>No. {row.id}</Link> },
          { key: 'account', label: 'Account', render: (row) => <Link className="link" to="/accounts/$id" params={{ id: String(row.account) }}>{row.account}</Link> },
          { key: 'state', label: 'State', render: (row) => <InvoiceChips invoice={row} /> },
          { key: 'remaining_due', label: 'Left to pay', numeric: true, render: (row) => format.money(row.remaining_due) },
        ]} />
    </Card>
  );
}
