import { Drawer, Group, Progress, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { BillingRun, BillingRunFailure } from '~/api/billing';
import { api } from '~/api/client';
import { useCan } from '~/api/session';
import { formatCount, useFormat } from '~/lib/format';
import { DataTable, type Column } from '~/ui/DataTable';
import { PageHeader } from '~/ui/Page';
import { Pager } from '~/ui/Pager';
import { Empty, Failure } from '~/ui/States';
import { StatusDot } from '~/ui/Status';
import { NewRun } from './NewRun';

const LIVE_MS = 1500;
const IDLE_MS = 30_000;
const STATES: Record<BillingRun['state'], [name: string, color: string]> = {
  billing: ['Billing', '#3b82c4'], linking: ['Linking sub accounts', '#8b7bd8'], done: ['Done', '#2f9e6e'],
};

/** Runs of the past and the one under way; a new one is tried out before it is started. */
export default function BillingRunsPage() {
  const [page, setPage] = useState(1);
  const [shown, setShown] = useState<BillingRun | null>(null);
  const [expecting, setExpecting] = useState(false);
  const can = useCan();
  const query = { limit: 25, page };
  const runs = useQuery({
    queryKey: ['billing_runs', query],
    queryFn: ({ signal }) => api.list<BillingRun>('/billing_runs', query, signal),
    placeholderData: keepPreviousData,
    refetchInterval: (current) => (expecting || current.state.data?.data.some((run) => run.state !== 'done') ? LIVE_MS : IDLE_MS),
  });
  return (
    <>
      <PageHeader title="Billing runs" description="Every account is billed on its bill date by the run of that night. A run can be started by hand too: nobody is billed twice for the same date." />
      <Stack gap="md">
        {can('billing_runs.create') && <NewRun onExpecting={setExpecting} />}
        <section className="card" aria-label="Billing runs">
          {runs.isError && !runs.data ? <Failure error={runs.error} onRetry={() => void runs.refetch()} />
            : runs.data?.data.length === 0 ? <Empty title="No billing runs yet" hint="The first one comes with the night." />
            : <Runs rows={runs.data?.data} stale={runs.isPlaceholderData} onOpen={setShown} />}
          {runs.data && runs.data.paginator.total_count > 0 && <Pager paginator={runs.data.paginator} onPage={setPage} />}
        </section>
      </Stack>
      <Drawer opened={shown !== null} onClose={() => setShown(null)} size={560} title={<Text fw={640} size="lg">Accounts that could not be billed</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
        {shown && <Failures run={shown} />}
      </Drawer>
    </>
  );
}

function Runs({ rows, stale, onOpen }: { rows: BillingRun[] | undefined; stale: boolean; onOpen: (run: BillingRun) => void }) {
  const format = useFormat();
  const columns: Column<BillingRun>[] = [
    { key: 'date', label: 'Until', width: 120, render: (run) => <Text span size="sm" fw={560}>{format.date(run.date)}</Text> },
    { key: 'state', label: 'State', width: 240, render: (run) => <State run={run} /> },
    { key: 'accounts_billed', label: 'Billed', numeric: true, width: 90, render: (run) => formatCount(run.accounts_billed) },
    { key: 'accounts_failed', label: 'Failed', numeric: true, width: 90, render: (run) => <Text span size="sm" {...(run.accounts_failed ? { c: 'red', fw: 620 } : { c: 'dimmed' })}>{formatCount(run.accounts_failed)}</Text> },
    { key: 'invoices', label: 'Invoices', numeric: true, width: 100, render: (run) => formatCount(run.invoices) },
    { key: 'invoiced', label: 'Invoiced', numeric: true, width: 140, render: (run) => format.money(run.invoiced) },
    { key: 'started_at', label: 'Started', numeric: true, wide: true, render: (run) => format.instant(run.started_at) },
    { key: 'finished_at', label: 'Finished', numeric: true, wide: true, render: (run) => format.instant(run.finished_at) || '–' },
  ];
  return <DataTable label="Billing runs" columns={columns} rows={rows} stale={stale} expected={6} onOpen={onOpen} />;
}

function State({ run }: { run: BillingRun }) {
  const [name, color] = STATES[run.state];
  return (
    <Group gap={10} wrap="nowrap">
      <StatusDot name={name} color={color} />
      {run.state === 'billing' && run.accounts > 0 && (
        <>
          <Progress value={(run.accounts_done / run.accounts) * 100} size="sm" style={{ flex: 1, minWidth: 60 }} aria-label="Progress" />
          <Text size="xs" c="dimmed" className="tnum">{formatCount(run.accounts_done)} / {formatCount(run.accounts)}</Text>
        </>
      )}
    </Group>
  );
}

function Failures({ run }: { run: BillingRun }) {
  const format = useFormat();
  const failures = useQuery({
    queryKey: ['billing_runs', run.id, 'failures', run.accounts_failed],
    queryFn: async () => (await api.list<BillingRunFailure>(`/billing_runs/${run.id}/failures`)).data,
  });
  if (failures.isError) return <Failure error={failures.error} onRetry={() => void failures.refetch()} />;
  if (failures.data?.length === 0) return <Empty title="All were billed" hint={`The run until ${format.date(run.date)} billed ${formatCount(run.accounts_billed)} accounts.`} />;
  return (
    <DataTable label="Failures" rows={failures.data} expected={3}
      columns={[
        { key: 'account_id', label: 'Account', width: 90, render: (row) => <Link className="link" to="/accounts/$id/$tab" params={{ id: String(row.account_id), tab: 'services' }}>{row.account_id}</Link> },
        { key: 'bill_date', label: 'Bill date', width: 120, render: (row) => format.date(row.bill_date) },
        { key: 'message', label: 'Why' },
      ]} />
  );
}
