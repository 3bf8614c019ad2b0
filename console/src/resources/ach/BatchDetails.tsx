import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconBan, IconDownload, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import { useCan } from '~/api/session';
import { useFormat } from '~/lib/format';
import { Confirm } from '~/ui/Confirm';
import { DataTable, type Column } from '~/ui/DataTable';
import { Pager } from '~/ui/Pager';
import { Empty, Failure } from '~/ui/States';
import { done, failed } from '~/ui/toast';
import { KEY, type AchBatch, type AchEntry } from './ach';
import { BookReturn } from './BookReturn';

/** A batch: its file, its entries and what came back. */
export function BatchDetails({ batch }: { batch: AchBatch }) {
  const can = useCan();
  const [returning, setReturning] = useState<AchEntry | null>(null);
  return (
    <Stack gap="md">
      <Summary batch={batch} />
      <Verbs batch={batch} />
      <Entries batch={batch} {...(batch.state === 'filed' && can('ach_batches.return') ? { onReturn: setReturning } : {})} />
      <BookReturn batch={batch.id} entry={returning} onClose={() => setReturning(null)} />
    </Stack>
  );
}

function Summary({ batch }: { batch: AchBatch }) {
  const format = useFormat();
  const line = (label: string, value: string) => <div className="sumline"><span>{label}</span><span className="tnum">{value}</span></div>;
  return (
    <section className="example" aria-label="Batch">
      {line('Money moves on', format.date(batch.effective_date))}
      {line('From customers', format.money(batch.total_debit))}
      {batch.total_credit > 0 && line('To customers', format.money(batch.total_credit))}
      {line('Made', format.instant(batch.created_at))}
      {batch.filed_at && line('File made', format.instant(batch.filed_at))}
      {batch.voided_at && line('Void since', format.instant(batch.voided_at))}
    </section>
  );
}

function Verbs({ batch }: { batch: AchBatch }) {
  const can = useCan();
  const [voiding, setVoiding] = useState(false);
  const [busy, setBusy] = useState(false);
  const path = `/financial/ach_batches/${batch.id}` as const;
  const download = async () => {
    setBusy(true);
    try {
      save(await api.makeFile(`${path}/file`), `ach-${batch.id}.txt`);
      changed(KEY);
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  };
  if (batch.state === 'void') return null;
  return (
    <>
      <Group gap="xs">
        {can('ach_batches.file') && <Button loading={busy} leftSection={<IconDownload size={15} />} variant={batch.filed_at ? 'default' : 'filled'} onClick={() => void download()}>{batch.filed_at ? 'NACHA file' : 'Make the NACHA file'}</Button>}
        {can('ach_batches.void') && batch.returned === 0 && <Button variant="default" leftSection={<IconBan size={15} />} onClick={() => setVoiding(true)}>Void</Button>}
        {!batch.filed_at && <Text size="xs" c="dimmed" style={{ flex: 1 }}>From then on the batch does not change. The file holds account numbers: bring it to the bank, and keep it nowhere else.</Text>}
      </Group>
      <Confirm opened={voiding} title="Void this batch?" action="Void the batch" onClose={() => setVoiding(false)}
        onConfirm={async () => {
          await api.post(`${path}/void`);
          changed(KEY);
          done('The batch is void');
        }}>
        Only where the bank did not take the file: its payments wait for the next batch, and would be collected twice.
      </Confirm>
    </>
  );
}

function save(content: Blob, filename: string) {
  const address = URL.createObjectURL(content);
  const link = Object.assign(document.createElement('a'), { href: address, download: filename });
  link.click();
  URL.revokeObjectURL(address);
}

function Entries({ batch, onReturn }: { batch: AchBatch; onReturn?: (entry: AchEntry) => void }) {
  const format = useFormat();
  const [search, setSearch] = useState('');
  const [page, setPage] = useState(1);
  const query = { limit: 100, page, search };
  const list = useQuery({
    queryKey: [KEY, batch.id, 'entries', query, batch.state], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.list<AchEntry>(`/financial/ach_batches/${batch.id}/entries`, query, signal),
  });
  const columns: Column<AchEntry>[] = [
    { key: 'name_on_account', label: 'Bank account', render: (row) => <><Link className="link" to="/accounts/$id/$tab" params={{ id: String(row.account_id), tab: 'transactions' }}>{row.name_on_account}</Link><Text size="xs" c="dimmed">{row.class}, ends in {row.last_four}</Text></> },
    { key: 'trace_number', label: 'Trace number', width: 160, wide: true, render: (row) => <span className="mono">{row.trace_number ?? '–'}</span> },
    { key: 'amount', label: 'Amount', numeric: true, width: 110, render: (row) => <Text span size="sm" {...(row.returned_at ? { c: 'dimmed', td: 'line-through' } : {})}>{format.money(row.direction === 'debit' ? row.amount : -row.amount)}</Text> },
    { key: 'return_code', label: 'Returned', width: 180, render: (row) => (row.return_code ? <Text size="sm" c="red"><b>{row.return_code}</b> {row.return_reason}</Text> : onReturn && row.direction === 'debit' ? <Button size="compact-xs" variant="default" aria-label={`Book a return of payment ${row.payment_id}`} onClick={() => onReturn(row)}>Book a return</Button> : '–') },
  ];
  return (
    <section className="card" aria-label="Entries">
      <div style={{ padding: 10 }}><TextInput size="xs" aria-label="Find an entry" placeholder="Name or trace number" leftSection={<IconSearch size={14} />} value={search} onChange={(event) => (setSearch(event.currentTarget.value), setPage(1))} /></div>
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} />
        : list.data?.data.length === 0 ? <Empty title={search ? 'Nothing found' : 'No entries'} />
        : <DataTable label="Entries of the batch" columns={columns} rows={list.data?.data} stale={list.isPlaceholderData} expected={Math.min(batch.entries, 8)} />}
      {list.data && list.data.paginator.total_pages > 1 && <Pager paginator={list.data.paginator} onPage={setPage} />}
    </section>
  );
}
