import { Skeleton, Stack, Text, Title, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Credit, Debit, Invoice } from '~/api/billing';
import { api } from '~/api/client';
import type { Account } from '~/api/models';
import { useCan } from '~/api/session';
import { useFormat } from '~/lib/format';
import { DataTable } from '~/ui/DataTable';
import { Card, useTitle } from '~/ui/Page';
import { Empty, Failure } from '~/ui/States';
import { cents, fromCents, sumInCents } from './cents';
import { EditWords } from './EditWords';
import { InvoiceActions } from './InvoiceActions';
import { InvoiceCredits } from './InvoiceCredits';
import { InvoiceDeliveries } from './InvoiceDeliveries';
import { InvoiceChips } from './InvoicesTab';
import { LinkedInvoices } from './LinkedInvoices';
import { SumLine } from './Money';
import { taxOf } from './NewInvoice';

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
            {debits.isError ? <Failure error={debits.error} onRetry={() => void debits.refetch()} /> : debits.data?.length === 0 ? <Empty title="No charges" /> : <Charges account={account} rows={debits.data} />}
          </Card>
          <InvoiceCredits account={account} invoice={shown.data} credits={credits} />
          <InvoiceDeliveries account={account} invoice={invoice} mayMail={!!shown.data && !shown.data.void} />
          {owner.data && shown.data && owner.data.sub_accounts.length > 0 && <LinkedInvoices account={owner.data} invoice={shown.data} />}
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

function Charges({ account, rows }: { account: number; rows: Debit[] | undefined }) {
  const format = useFormat();
  const may = useCan()('debits.update');
  return (
    <DataTable<Debit> label="Charges" rows={rows} expected={4}
      columns={[
        { key: 'description', label: 'What', render: (row) => <><Text span size="sm" fw={560}>{row.description}</Text>{row.taxes.length > 0 && <Text size="xs" c="dimmed">{row.taxes.map((tax) => `${tax.description} ${format.money(tax.amount)}`).join(' · ')}</Text>}</> },
        { key: 'quantity', label: 'Quantity', numeric: true, width: 84 },
        { key: 'number_of_months', label: 'Months', numeric: true, width: 80, wide: true },
        { key: 'amount', label: 'Amount', numeric: true, width: 110, render: (row) => format.money(row.amount) },
        { key: 'tax', label: 'Taxes', numeric: true, width: 90, render: (row) => format.money(fromCents(taxOf(row))) },
        { key: 'total', label: 'Total', numeric: true, width: 110, render: (row) => format.money(fromCents(cents(row.amount) + taxOf(row))) },
      ]}
      {...(may ? { actions: (row) => <EditWords account={account} wording={{ kind: 'debits', id: row.id, words: row.description }} name={row.description} /> } : {})} />
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
