import { Button, Drawer, Group, Progress, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '~/api/client';
import { useCan } from '~/api/session';
import { formatCount, useFormat } from '~/lib/format';
import { useKeys } from '~/lib/keys';
import { DataTable, type Column } from '~/ui/DataTable';
import { PageHeader } from '~/ui/Page';
import { Pager } from '~/ui/Pager';
import { Empty, Failure } from '~/ui/States';
import { StatusDot } from '~/ui/Status';
import { KEY, isUnderWay, type PrintBatch } from './batch';
import { BatchDetails } from './BatchDetails';
import { NewBatch } from './NewBatch';

const LIVE_MS = 1500;

/** Invoices that leave on paper, as files for the printer. */
export default function PrintBatchesPage() {
  const [page, setPage] = useState(1);
  const [shown, setShown] = useState<PrintBatch | null>(null);
  const [making, setMaking] = useState(false);
  const can = useCan()('print_batches.create');
  useKeys({ c: () => setMaking(true) }, can);
  const query = { limit: 25, page };
  const list = useQuery({
    queryKey: [KEY, query], queryFn: ({ signal }) => api.list<PrintBatch>('/financial/print_batches', query, signal), placeholderData: keepPreviousData,
    refetchInterval: (current) => (current.state.data?.data.some(isUnderWay) ? LIVE_MS : false),
  });
  const make = can && <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>New print batch</Button>;
  return (
    <>
      <PageHeader title="Print batches" description="The invoices of accounts that get them on paper, as PDF files for the printer. An invoice is in one batch at most." actions={make} />
      <section className="card" aria-label="Print batches">
        {list.isError && !list.data ? <Failure error={list.error} onRetry={() => void list.refetch()} />
          : list.data?.data.length === 0 ? <Empty title="No print batches yet" hint="Accounts get invoices on paper when their billing says so." action={make} />
          : <Batches rows={list.data?.data} stale={list.isPlaceholderData} onOpen={setShown} />}
        {list.data && list.data.paginator.total_count > 0 && <Pager paginator={list.data.paginator} onPage={setPage} />}
      </section>
      <NewBatch opened={making} onClose={() => setMaking(false)} onMade={setShown} />
      <Drawer opened={shown !== null} onClose={() => setShown(null)} size={560} title={<Text fw={640} size="lg">{shown && `Print batch ${shown.id}`}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
        {shown && <BatchDetails batch={list.data?.data.find((row) => row.id === shown.id) ?? shown} onClose={() => setShown(null)} />}
      </Drawer>
    </>
  );
}

function Batches({ rows, stale, onOpen }: { rows: PrintBatch[] | undefined; stale: boolean; onOpen: (batch: PrintBatch) => void }) {
  const format = useFormat();
  const columns: Column<PrintBatch>[] = [
    { key: 'id', label: 'Batch', width: 100, render: (row) => <Text span size="sm" fw={560}>No. {row.id}</Text> },
    { key: 'date_from', label: 'Invoices of', render: (row) => (row.date_from === row.date_to ? format.date(row.date_from) : `${format.date(row.date_from)} – ${format.date(row.date_to)}`) },
    { key: 'state', label: 'State', width: 250, render: (row) => <State batch={row} /> },
    { key: 'invoices', label: 'Invoices', numeric: true, width: 100, render: (row) => formatCount(row.invoices) },
    { key: 'pages', label: 'Pages', numeric: true, width: 90, render: (row) => formatCount(row.pages) },
    { key: 'files', label: 'Files', numeric: true, width: 80, wide: true, render: (row) => formatCount(row.files) },
    { key: 'created_at', label: 'Asked for', wide: true, width: 190, render: (row) => format.instant(row.created_at) },
  ];
  return <DataTable label="Print batches" columns={columns} rows={rows} stale={stale} expected={5} onOpen={onOpen} />;
}

function State({ batch }: { batch: PrintBatch }) {
  if (batch.state === 'failed') return <StatusDot name="Failed" color="#c8503f" />;
  if (batch.printed_at) return <StatusDot name="Printed" color="#2f9e6e" />;
  if (batch.state === 'done') return <StatusDot name="Ready to print" color="#c2a32c" />;
  if (batch.state === 'queued') return <StatusDot name="Waiting" color="#8a9499" />;
  return (
    <Group gap={10} wrap="nowrap">
      <StatusDot name="Being made" color="#3b82c4" />
      <Progress value={(batch.invoices_done / Math.max(1, batch.invoices)) * 100} size="sm" style={{ flex: 1, minWidth: 50 }} aria-label="Progress" />
      <Text size="xs" c="dimmed" className="tnum">{formatCount(batch.invoices_done)} / {formatCount(batch.invoices)}</Text>
    </Group>
  );
}
