import { Button, Checkbox, Drawer, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconDownload, IconLock, IconPrinter, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { api, url } from '~/api/client';
import { changed } from '~/api/query';
import { useCan } from '~/api/session';
import { formatCount, humanize, useFormat } from '~/lib/format';
import { fromCents, sumInCents } from '~/resources/accountbilling/cents';
import { Confirm } from '~/ui/Confirm';
import { DataTable, type Column } from '~/ui/DataTable';
import { Card, PageHeader } from '~/ui/Page';
import { Pager } from '~/ui/Pager';
import { Empty, Failure } from '~/ui/States';
import { StatusDot } from '~/ui/Status';
import { done, failed } from '~/ui/toast';

interface Slip {
  id: number;
  date: string;
  description: string | null;
  payments: number;
  total: number;
  methods: { method: string; payments: number; total: number }[];
  closed_at: string | null;
}

interface Depositable {
  id: number;
  account_id: number;
  account_name: string;
  method: string;
  reference: string | null;
  amount: number;
  date: string;
  reversed: boolean;
}

const KEY = 'deposit_slips';

/** The cash and checks that go to the bank together. */
export default function DepositSlipsPage() {
  const [page, setPage] = useState(1);
  const [shown, setShown] = useState<Slip | null>(null);
  const format = useFormat();
  const query = { limit: 25, page };
  const slips = useQuery({ queryKey: [KEY, query], queryFn: ({ signal }) => api.list<Slip>('/financial/deposit_slips', query, signal), placeholderData: keepPreviousData });
  const columns: Column<Slip>[] = [
    { key: 'id', label: 'Slip', width: 90, render: (row) => <Text span size="sm" fw={560}>No. {row.id}</Text> },
    { key: 'date', label: 'To the bank on', width: 140, render: (row) => format.date(row.date) },
    { key: 'description', label: 'Description', wide: true },
    { key: 'state', label: 'State', width: 120, render: (row) => (row.closed_at ? <StatusDot name="Closed" color="#2f9e6e" /> : <StatusDot name="Open" color="#3b82c4" />) },
    { key: 'payments', label: 'Payments', numeric: true, width: 110, render: (row) => formatCount(row.payments) },
    { key: 'total', label: 'Total', numeric: true, width: 140, render: (row) => format.money(row.total) },
  ];
  return (
    <>
      <PageHeader title="Deposit slips" description="Cash and checks that go to the bank together. A payment is on one slip at most." />
      <Stack gap="md">
        <Waiting />
        <section className="card" aria-label="Deposit slips">
          {slips.isError && !slips.data ? <Failure error={slips.error} onRetry={() => void slips.refetch()} />
            : slips.data?.data.length === 0 ? <Empty title="No deposit slips yet" hint="Choose payments above and put them on the first one." />
            : <DataTable label="Deposit slips" columns={columns} rows={slips.data?.data} stale={slips.isPlaceholderData} expected={4} onOpen={setShown} />}
          {slips.data && slips.data.paginator.total_count > 0 && <Pager paginator={slips.data.paginator} onPage={setPage} />}
        </section>
      </Stack>
      <Drawer opened={shown !== null} onClose={() => setShown(null)} size={620} title={<Text fw={640} size="lg">{shown && `Deposit slip ${shown.id}`}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
        {shown && <SlipDetails slip={slips.data?.data.find((row) => row.id === shown.id) ?? shown} onClose={() => setShown(null)} />}
      </Drawer>
    </>
  );
}

function usePaymentColumns(): Column<Depositable>[] {
  const format = useFormat();
  return [
    { key: 'date', label: 'Paid', width: 120, render: (row) => format.date(row.date) },
    { key: 'account_name', label: 'Account', render: (row) => <Link className="link" to="/accounts/$id/$tab" params={{ id: String(row.account_id), tab: 'transactions' }}>{row.account_name}</Link> },
    { key: 'method', label: 'How', width: 90, render: (row) => humanize(row.method) },
    { key: 'reference', label: 'Reference', wide: true },
    { key: 'amount', label: 'Amount', numeric: true, width: 110, render: (row) => <Text span size="sm" {...(row.reversed ? { c: 'dimmed', td: 'line-through' } : {})}>{format.money(row.amount)}</Text> },
  ];
}

/** Payments that are on no slip, and putting them on one. */
function Waiting() {
  const can = useCan()('deposit_slips.create');
  const format = useFormat();
  const columns = usePaymentColumns();
  const [left_out, setLeftOut] = useState<number[]>([]);
  const [busy, setBusy] = useState(false);
  const list = useQuery({ queryKey: [KEY, 'waiting'], queryFn: () => api.list<Depositable>('/financial/undeposited_payments', { limit: 1000, sort: '-id' }) });
  const [kind, setKind] = useState('bank');
  const rows = list.data?.data.filter((row) => kind === 'all' || row.method === 'cash' || row.method === 'check');
  const chosen = (rows ?? []).filter((row) => !left_out.includes(row.id));
  const toggle = (id: number) => setLeftOut((ids) => (ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]));
  const create = async () => {
    setBusy(true);
    try {
      const slip = await api.post<Slip>('/financial/deposit_slips', { payment_ids: chosen.map((row) => row.id) });
      changed(KEY);
      setLeftOut([]);
      done(`${format.money(slip.total)} are on slip ${slip.id}`);
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  };
  const box: Column<Depositable> = { key: 'box', label: '', width: 44, render: (row) => <Checkbox aria-label={`Payment ${row.id} of ${row.account_name}`} checked={!left_out.includes(row.id)} onChange={() => toggle(row.id)} /> };
  const make = can && rows && (
    <>
      <SegmentedControl size="xs" aria-label="How" value={kind} onChange={(value) => (setKind(value), setLeftOut([]))} data={[{ value: 'bank', label: 'Cash and checks' }, { value: 'all', label: 'All by hand' }]} />
      <Button size="xs" variant="default" onClick={() => setLeftOut(left_out.length ? [] : rows.map((row) => row.id))}>{left_out.length ? 'Choose all' : 'Choose none'}</Button>
      <Button size="xs" loading={busy} disabled={chosen.length === 0} onClick={() => void create()}>Put {format.money(fromCents(sumInCents(chosen.map((row) => row.amount))))} on a slip</Button>
    </>
  );
  return (
    <Card title="Waiting for the bank" actions={make} padded={false}>
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} />
        : rows?.length === 0 ? <Empty title="Nothing waits" hint="Every payment of this kind is on a slip." />
        : <div style={{ maxHeight: 420, overflowY: 'auto' }}><DataTable label="Payments without a slip" columns={can ? [box, ...columns] : columns} rows={rows} expected={6} /></div>}
      {list.data && list.data.paginator.total_pages > 1 && <Text size="xs" c="dimmed" p="sm">From the newest {formatCount(list.data.data.length)} of {formatCount(list.data.paginator.total_count)}.</Text>}
    </Card>
  );
}

function SlipDetails({ slip, onClose }: { slip: Slip; onClose: () => void }) {
  const can = useCan();
  const format = useFormat();
  const columns = usePaymentColumns();
  const [asking, setAsking] = useState<'close' | 'delete' | null>(null);
  const path = `/financial/deposit_slips/${slip.id}` as const;
  const list = useQuery({ queryKey: [KEY, slip.id, 'payments'], queryFn: async () => (await api.list<Depositable>(`${path}/payments`, { limit: 1000 })).data });
  return (
    <Stack gap="md">
      <div className="example">
        {slip.methods.map((row) => <div className="sumline" key={row.method}><span>{humanize(row.method)}<Text span size="xs" c="dimmed"> × {row.payments}</Text></span><span className="tnum">{format.money(row.total)}</span></div>)}
        <div className="sumtotal"><div className="sumline" data-strong><span>{slip.closed_at ? `Closed ${format.instant(slip.closed_at)}` : `To the bank on ${format.date(slip.date)}`}</span><span className="tnum">{format.money(slip.total)}</span></div></div>
      </div>
      <Group gap="xs">
        <Button variant="default" component="a" href={url(`${path}/pdf`)} download={`deposit-slip-${slip.id}.pdf`} leftSection={<IconPrinter size={15} />}>PDF</Button>
        <Button variant="default" component="a" href={url(`${path}/payments`, { format: 'csv' })} download={`deposit-slip-${slip.id}.csv`} leftSection={<IconDownload size={15} />}>CSV</Button>
        {!slip.closed_at && can('deposit_slips.update') && <Button variant="default" leftSection={<IconLock size={15} />} onClick={() => setAsking('close')}>Close the slip</Button>}
        {!slip.closed_at && can('deposit_slips.delete') && <Button variant="default" leftSection={<IconTrash size={15} />} onClick={() => setAsking('delete')}>Delete</Button>}
      </Group>
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : <DataTable label="Payments on the slip" columns={columns} rows={list.data} expected={Math.min(slip.payments, 8)} />}
      <Confirm opened={asking === 'close'} title="Close this slip?" action="Close the slip" onClose={() => setAsking(null)}
        onConfirm={async () => {
          await api.post(`${path}/close`);
          changed(KEY);
          done('The slip is closed');
        }}>
        It is at the bank then: its payments cannot be changed any more.
      </Confirm>
      <Confirm opened={asking === 'delete'} title="Delete this slip?" onClose={() => setAsking(null)}
        onConfirm={async () => {
          await api.delete(path);
          changed(KEY);
          done('The slip was deleted');
          onClose();
        }}>
        Its payments wait for another one.
      </Confirm>
    </Stack>
  );
}
