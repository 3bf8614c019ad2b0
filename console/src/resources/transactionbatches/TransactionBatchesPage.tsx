import { Button, Drawer, Group, Progress, SegmentedControl, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useServices } from '~/api/catalog';
import { api } from '~/api/client';
import { useUsers } from '~/api/lookups';
import { useCan } from '~/api/session';
import { formatCount, useFormat } from '~/lib/format';
import { useKeys } from '~/lib/keys';
import { DataTable, type Column } from '~/ui/DataTable';
import { PageHeader } from '~/ui/Page';
import { Pager } from '~/ui/Pager';
import { Empty, Failure } from '~/ui/States';
import { StatusDot } from '~/ui/Status';
import { NewBatch } from './NewBatch';

interface Batch {
  id: number;
  batch_id: string;
  name: string | null;
  created_at: string;
  user_id: number;
  transactions: number;
  transactions_entered: number;
  transactions_failed: number;
  finished_at: string | null;
}

interface Line {
  position: number;
  account_id: number;
  service_id: number;
  quantity: number;
  description_override: string | null;
  amount: number | string | null;
  state: 'queued' | 'entered' | 'failed';
  failure: string | null;
}

const LIVE_MS = 1500;
const STATES: Record<Line['state'], [name: string, color: string]> = { queued: ['Waiting', '#8a9499'], entered: ['On the books', '#2f9e6e'], failed: ['Failed', '#c8503f'] };

/** Many charges and credits at once, and how they went. */
export default function TransactionBatchesPage() {
  const [page, setPage] = useState(1);
  const [shown, setShown] = useState<Batch | null>(null);
  const [making, setMaking] = useState(false);
  const can = useCan()('transaction_batches.create');
  useKeys({ c: () => setMaking(true) }, can);
  const query = { limit: 25, page };
  const list = useQuery({
    queryKey: ['transaction_batches', query], queryFn: ({ signal }) => api.list<Batch>('/financial/transaction_batches', query, signal), placeholderData: keepPreviousData,
    refetchInterval: (current) => (current.state.data?.data.some((batch) => !batch.finished_at) ? LIVE_MS : false),
  });
  const make = can && <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>New batch</Button>;
  return (
    <>
      <PageHeader title="Transaction batches" description="Many charges or credits at once. They are entered in the background, each by itself: one that fails does not hold the others up." actions={make} />
      <section className="card" aria-label="Transaction batches">
        {list.isError && !list.data ? <Failure error={list.error} onRetry={() => void list.refetch()} />
          : list.data?.data.length === 0 ? <Empty title="No transaction batches yet" hint="For example a credit for everybody in a village after a storm." action={make} />
          : <Batches rows={list.data?.data} stale={list.isPlaceholderData} onOpen={setShown} />}
        {list.data && list.data.paginator.total_count > 0 && <Pager paginator={list.data.paginator} onPage={setPage} />}
      </section>
      <NewBatch opened={making} onClose={() => setMaking(false)} />
      <Drawer opened={shown !== null} onClose={() => setShown(null)} size={680} title={<Text fw={640} size="lg">{shown?.name ?? `Batch ${shown?.id ?? ''}`}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
        {shown && <Lines batch={list.data?.data.find((row) => row.id === shown.id) ?? shown} />}
      </Drawer>
    </>
  );
}

function Batches({ rows, stale, onOpen }: { rows: Batch[] | undefined; stale: boolean; onOpen: (batch: Batch) => void }) {
  const format = useFormat();
  const users = useUsers();
  const columns: Column<Batch>[] = [
    { key: 'name', label: 'Batch', render: (row) => <Text span size="sm" fw={560}>{row.name ?? `No. ${row.id}`}</Text> },
    { key: 'state', label: 'State', width: 240, render: (row) => <State batch={row} /> },
    { key: 'transactions_entered', label: 'On the books', numeric: true, width: 120, render: (row) => formatCount(row.transactions_entered) },
    { key: 'transactions_failed', label: 'Failed', numeric: true, width: 90, render: (row) => <Text span size="sm" {...(row.transactions_failed ? { c: 'red', fw: 620 } : { c: 'dimmed' })}>{formatCount(row.transactions_failed)}</Text> },
    { key: 'user_id', label: 'By', wide: true, width: 150, render: (row) => users?.find((user) => user.id === row.user_id)?.name ?? '–' },
    { key: 'created_at', label: 'Sent', wide: true, width: 180, render: (row) => format.instant(row.created_at) },
  ];
  return <DataTable label="Transaction batches" columns={columns} rows={rows} stale={stale} expected={5} onOpen={onOpen} />;
}

function State({ batch }: { batch: Batch }) {
  if (batch.finished_at) return <StatusDot name={batch.transactions_failed ? 'Done, with failures' : 'Done'} color={batch.transactions_failed ? '#d9822b' : '#2f9e6e'} />;
  const ready = batch.transactions_entered + batch.transactions_failed;
  return (
    <Group gap={10} wrap="nowrap">
      <StatusDot name="Entering" color="#3b82c4" />
      <Progress value={(ready / Math.max(1, batch.transactions)) * 100} size="sm" style={{ flex: 1, minWidth: 60 }} aria-label="Progress" />
      <Text size="xs" c="dimmed" className="tnum">{formatCount(ready)} / {formatCount(batch.transactions)}</Text>
    </Group>
  );
}

function Lines({ batch }: { batch: Batch }) {
  const format = useFormat();
  const services = useServices();
  const [state, setState] = useState(batch.transactions_failed > 0 ? 'failed' : 'all');
  const [page, setPage] = useState(1);
  const query = { limit: 100, page, ...(state === 'all' ? {} : { 'filter[state]': state }) };
  const list = useQuery({
    queryKey: ['transaction_batches', batch.id, 'lines', query, batch.transactions_entered, batch.transactions_failed], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.list<Line>(`/financial/transaction_batches/${batch.id}/transactions`, query, signal),
  });
  const rows = list.data?.data.map((row) => ({ ...row, id: row.position }));
  return (
    <>
      <SegmentedControl size="xs" mb="sm" value={state} onChange={(value) => (setState(value), setPage(1))} aria-label="State" data={[{ value: 'all', label: 'All' }, { value: 'failed', label: 'Failed' }, { value: 'entered', label: 'On the books' }]} />
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : rows?.length === 0 ? <Empty title="None in this state" /> : (
        <DataTable label="Transactions" rows={rows} expected={6} stale={list.isPlaceholderData}
          columns={[
            { key: 'account_id', label: 'Account', width: 90, render: (row) => <Link className="link" to="/accounts/$id/$tab" params={{ id: String(row.account_id), tab: 'transactions' }}>{row.account_id}</Link> },
            { key: 'what', label: 'What', render: (row) => <>{row.description_override ?? services?.find((service) => service.id === row.service_id)?.name ?? `Service ${row.service_id}`}{row.failure && <Text size="xs" c="red">{row.failure}</Text>}</> },
            { key: 'amount', label: 'Amount', numeric: true, width: 110, render: (row) => (row.amount === null ? `× ${row.quantity}` : format.money(row.amount)) },
            { key: 'state', label: 'State', width: 130, render: (row) => <StatusDot name={STATES[row.state][0]} color={STATES[row.state][1]} /> },
          ]} />
      )}
      {list.data && list.data.paginator.total_pages > 1 && <Pager paginator={list.data.paginator} onPage={setPage} />}
    </>
  );
}
