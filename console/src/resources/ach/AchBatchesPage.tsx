import { Drawer, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '~/api/client';
import { useUsers } from '~/api/lookups';
import { formatCount, useFormat } from '~/lib/format';
import { DataTable, type Column } from '~/ui/DataTable';
import { PageHeader } from '~/ui/Page';
import { Pager } from '~/ui/Pager';
import { Empty, Failure } from '~/ui/States';
import { StatusDot } from '~/ui/Status';
import { KEY, type AchBatch } from './ach';
import { BatchDetails } from './BatchDetails';
import { Waiting } from './Waiting';

const STATES: Record<AchBatch['state'], [name: string, color: string]> = { open: ['Open', '#3b82c4'], filed: ['File made', '#2f9e6e'], void: ['Void', '#8a9499'] };

/** Payments from bank accounts that the operator collects with files of its own. */
export default function AchBatchesPage() {
  const [page, setPage] = useState(1);
  const [shown, setShown] = useState<AchBatch | null>(null);
  const query = { limit: 25, page };
  const list = useQuery({ queryKey: [KEY, query], queryFn: ({ signal }) => api.list<AchBatch>('/financial/ach_batches', query, signal), placeholderData: keepPreviousData });
  return (
    <>
      <PageHeader title="ACH batches" description="Payments from bank accounts, collected with NACHA files for your bank; what it returns is booked here." />
      <Stack gap="md">
        <Waiting onMade={setShown} />
        <section className="card" aria-label="ACH batches">
          {list.isError && !list.data ? <Failure error={list.error} onRetry={() => void list.refetch()} />
            : list.data?.data.length === 0 ? <Empty title="No ACH batches yet" hint="Payments that wait above go into the first one." />
            : <Batches rows={list.data?.data} stale={list.isPlaceholderData} onOpen={setShown} />}
          {list.data && list.data.paginator.total_count > 0 && <Pager paginator={list.data.paginator} onPage={setPage} />}
        </section>
      </Stack>
      <Drawer opened={shown !== null} onClose={() => setShown(null)} size={860} title={<Text fw={640} size="lg">{shown && `ACH batch ${shown.id}`}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
        {shown && <BatchDetails key={shown.id} batch={list.data?.data.find((row) => row.id === shown.id) ?? shown} />}
      </Drawer>
    </>
  );
}

function Batches({ rows, stale, onOpen }: { rows: AchBatch[] | undefined; stale: boolean; onOpen: (batch: AchBatch) => void }) {
  const format = useFormat();
  const users = useUsers();
  const columns: Column<AchBatch>[] = [
    { key: 'id', label: 'Batch', width: 90, render: (row) => <Text span size="sm" fw={560}>No. {row.id}</Text> },
    { key: 'effective_date', label: 'Money moves on', width: 150, render: (row) => format.date(row.effective_date) },
    { key: 'state', label: 'State', width: 130, render: (row) => <StatusDot name={STATES[row.state][0]} color={STATES[row.state][1]} /> },
    { key: 'user_id', label: 'By', wide: true, render: (row) => users?.find((user) => user.id === row.user_id)?.name ?? '–' },
    { key: 'entries', label: 'Entries', numeric: true, width: 90, render: (row) => formatCount(row.entries) },
    { key: 'total_debit', label: 'From customers', numeric: true, width: 140, render: (row) => format.money(row.total_debit) },
    { key: 'total_credit', label: 'To customers', numeric: true, width: 130, wide: true, render: (row) => format.money(row.total_credit) },
    { key: 'returned', label: 'Returned', numeric: true, width: 100, render: (row) => <Text span size="sm" {...(row.returned ? { c: 'red', fw: 620 } : { c: 'dimmed' })}>{formatCount(row.returned)}</Text> },
  ];
  return <DataTable label="ACH batches" columns={columns} rows={rows} stale={stale} expected={4} onOpen={onOpen} />;
}
