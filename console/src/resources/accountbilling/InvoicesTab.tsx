import { Badge, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Invoice } from '~/api/billing';
import { api } from '~/api/client';
import { applicationQuery } from '~/api/lookups';
import type { Account } from '~/api/models';
import { useCan } from '~/api/session';
import { useFormat } from '~/lib/format';
import { useKeys } from '~/lib/keys';
import { DataTable, type Column } from '~/ui/DataTable';
import { Pager } from '~/ui/Pager';
import { Empty, Failure } from '~/ui/States';
import { StatusDot } from '~/ui/Status';
import { cents, fromCents } from './cents';
import { invoiceState } from './invoiceState';
import { NewInvoice } from './NewInvoice';
import { todayIn } from './prorate';

/** The state of an invoice, and whether it is frozen. */
export function InvoiceChips({ invoice, pill }: { invoice: Invoice; pill?: boolean }) {
  const settings = useQuery(applicationQuery).data;
  const state = invoiceState(invoice, todayIn(settings?.timezone ?? 'UTC'));
  return (
    <Group gap={8} wrap="nowrap" component="span" display="inline-flex">
      <StatusDot name={state.name} color={state.color} {...(pill ? { pill } : {})} />
      {invoice.frozen && <Badge variant="default" size={pill ? 'md' : 'sm'}>Frozen</Badge>}
    </Group>
  );
}

/** The columns of a list of invoices of an account. */
export function useInvoiceColumns(account: number): Column<Invoice>[] {
  const format = useFormat();
  return [
    { key: 'id', label: 'Invoice', width: 110, render: (row) => <Link className="link tnum" to="/accounts/$id/invoices/$invoice" params={{ id: String(account), invoice: String(row.id) }}>No. {row.id}</Link> },
    { key: 'state', label: 'State', width: 190, render: (row) => <InvoiceChips invoice={row} /> },
    { key: 'date', label: 'Dated', width: 120, render: (row) => format.date(row.date) },
    { key: 'due_date', label: 'Due on', width: 120, render: (row) => format.date(row.due_date) },
    { key: 'auto_pay', label: 'Automatic payment', width: 160, wide: true, render: (row) => row.auto_pay ? `${format.date(row.auto_pay)}${row.auto_pay_attempted ? ', tried' : ''}` : <Text span size="sm" c="dimmed">–</Text> },
    { key: 'remaining_due', label: 'Left to pay', numeric: true, render: (row) => <Left row={row} /> },
  ];
}

function Left({ row }: { row: Invoice }) {
  const format = useFormat();
  const linked = cents(row.child_remaining_due);
  const total = cents(row.remaining_due) + linked;
  return (
    <>
      <Text span size="sm" fw={total > 0 ? 620 : 400} c={total > 0 ? undefined! : 'dimmed'}>{format.money(fromCents(total))}</Text>
      {linked > 0 && <Text size="xs" c="dimmed">{format.money(fromCents(linked))} of it on sub accounts</Text>}
    </>
  );
}

/** The invoices of an account: all, or those that are still due. */
export function InvoicesTab({ account }: { account: Account }) {
  const [open, setOpen] = useState(false);
  const [page, setPage] = useState(1);
  const [making, setMaking] = useState(false);
  const mayMake = useCan()('invoices.create');
  useKeys({ c: () => setMaking(true) }, mayMake);
  const navigate = useNavigate();
  const columns = useInvoiceColumns(account.id);
  const query = { limit: 50, page };
  const list = useQuery({
    queryKey: ['invoices', account.id, open ? 'open' : query],
    queryFn: ({ signal }) => api.list<Invoice>(open ? `/accounts/${account.id}/invoices/outstanding` : `/accounts/${account.id}/invoices`, open ? {} : query, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <section className="card" aria-label="Invoices">
      <div className="toolbar">
        <SegmentedControl size="xs" value={open ? 'open' : 'all'} onChange={(value) => (setOpen(value === 'open'), setPage(1))} aria-label="Which invoices" data={[{ value: 'all', label: 'All' }, { value: 'open', label: 'Still due' }]} />
        {mayMake && <Button ml="auto" leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>New invoice</Button>}
      </div>
      {list.isError && !list.data ? <Failure error={list.error} onRetry={() => void list.refetch()} />
        : list.data?.data.length === 0 ? <Empty title={open ? 'Nothing is due' : 'No invoices yet'} hint={open ? 'All invoices are paid.' : 'A billing run makes the next one on the next bill date.'} />
        : <DataTable label="Invoices" columns={columns} rows={list.data?.data} stale={list.isPlaceholderData} expected={6}
            onOpen={(row) => void navigate({ to: '/accounts/$id/invoices/$invoice', params: { id: String(account.id), invoice: String(row.id) } })} />}
      {!open && list.data && list.data.paginator.total_count > 0 && <Pager paginator={list.data.paginator} onPage={setPage} />}
      <NewInvoice account={account} opened={making} onClose={() => setMaking(false)} />
    </section>
  );
}
