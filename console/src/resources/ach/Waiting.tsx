import { Button, Group, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, ApiError } from '~/api/client';
import { changed } from '~/api/query';
import { useCan } from '~/api/session';
import { formatCount, useFormat } from '~/lib/format';
import { fromCents, sumInCents } from '~/resources/accountbilling/cents';
import { DataTable, type Column } from '~/ui/DataTable';
import { Card } from '~/ui/Page';
import { Empty, Failure } from '~/ui/States';
import { KEY, type AchBatch, type PendingEntry } from './ach';

/** More lines than this are counted, not drawn. */
const DRAWN_MAX = 500;

/** Payments and refunds that are in no batch, and putting them into one. */
export function Waiting({ onMade }: { onMade: (batch: AchBatch) => void }) {
  const can = useCan();
  const format = useFormat();
  const list = useQuery({ queryKey: [KEY, 'waiting'], queryFn: async () => (await api.list<PendingEntry>('/financial/pending_ach_entries')).data });
  const rows = list.data?.map((row) => ({ ...row, id: `${row.direction}-${row.payment_id}` }));
  const columns: Column<PendingEntry & { id: string }>[] = [
    { key: 'created_at', label: 'Since', width: 200, render: (row) => format.instant(row.created_at) },
    { key: 'account_id', label: 'Account', render: (row) => <Link className="link" to="/accounts/$id/$tab" params={{ id: String(row.account_id), tab: 'transactions' }}>Account {row.account_id}</Link> },
    { key: 'payment_id', label: 'What', render: (row) => `${row.direction === 'debit' ? 'Payment' : 'Refund of payment'} ${row.payment_id}` },
    { key: 'amount', label: 'Amount', numeric: true, width: 140, render: (row) => format.money(row.direction === 'debit' ? row.amount : -row.amount) },
  ];
  const toSettings = can('settings.read') && <Button size="xs" variant="default" renderRoot={(props) => <Link to="/settings/ach" {...props} />}>ACH settings</Button>;
  return (
    <Card title="Waiting for a batch" actions={rows && rows.length > 0 && can('ach_batches.create') ? <Make rows={rows} onMade={onMade} /> : toSettings} padded={false}>
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} />
        : rows?.length === 0 ? <Empty title="Nothing waits" hint="Payments from bank accounts wait here when ACH is turned on in the settings." />
        : <div style={{ maxHeight: 380, overflowY: 'auto' }}><DataTable label="Entries without a batch" columns={columns} rows={rows?.slice(0, DRAWN_MAX)} expected={5} /></div>}
      {rows && rows.length > DRAWN_MAX && <Text size="xs" c="dimmed" p="sm">The oldest {formatCount(DRAWN_MAX)} of {formatCount(rows.length)}.</Text>}
    </Card>
  );
}

function Make({ rows, onMade }: { rows: PendingEntry[]; onMade: (batch: AchBatch) => void }) {
  const format = useFormat();
  const [date, setDate] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const sum = (direction: PendingEntry['direction']) => sumInCents(rows.filter((row) => row.direction === direction).map((row) => row.amount));
  const create = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const batch = await api.post<AchBatch>('/financial/ach_batches', date ? { effective_date: date } : {});
      changed(KEY);
      setDate('');
      onMade(batch);
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : 'Something went wrong.');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Group gap={8}>
      {problem && <Text size="xs" c="red" role="alert">{problem}</Text>}
      <Text size="xs" c="dimmed" component="label" htmlFor="effective_date">Money moves on</Text>
      <TextInput size="xs" type="date" id="effective_date" name="effective_date" title="Left out: the next bank day" value={date} onChange={(event) => setDate(event.currentTarget.value)} />
      <Button size="xs" loading={busy} onClick={() => void create()}>Put {format.money(fromCents(sum('debit') - sum('credit')))} into a batch</Button>
    </Group>
  );
}
