import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconBook2, IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { api, ApiError, url } from '~/api/client';
import { applicationQuery } from '~/api/lookups';
import { useCan } from '~/api/session';
import { formatCount, humanize, useFormat } from '~/lib/format';
import { fromCents, sumInCents } from '~/resources/accountbilling/cents';
import { todayIn } from '~/resources/accountbilling/prorate';
import { DataTable } from '~/ui/DataTable';
import { Card, PageHeader } from '~/ui/Page';
import { Pager } from '~/ui/Pager';
import { Empty, Failure } from '~/ui/States';
import { CodeSettings } from './CodeSettings';

interface JournalLine {
  date: string;
  kind: string;
  id: number;
  account_id: number;
  account_name: string;
  invoice_id: number | null;
  general_ledger_code: string;
  general_ledger_code_description: string;
  description: string;
  debit: string;
  credit: string;
}

interface JournalSum {
  general_ledger_code: string;
  general_ledger_code_description: string;
  lines: number;
  debit: string;
  credit: string;
}

/** The books as an accountant wants them: double entry by general ledger code. */
export default function JournalPage() {
  const today = todayIn(useQuery(applicationQuery).data?.timezone ?? 'UTC');
  const [start, setStart] = useState(`${today.slice(0, 8)}01`);
  const [end, setEnd] = useState(today);
  const [page, setPage] = useState(1);
  const [choosing, setChoosing] = useState(false);
  const codes = useCan()('settings.read') && <Button variant="default" leftSection={<IconBook2 size={16} />} onClick={() => setChoosing(true)}>Choose codes</Button>;
  const range = { start, end };
  const sums = useQuery({ queryKey: ['journal', 'summary', range], queryFn: async () => (await api.list<JournalSum>('/financial/journal/summary', range)).data, placeholderData: keepPreviousData, enabled: !!start && !!end });
  const query = { ...range, limit: 50, page };
  const lines = useQuery({ queryKey: ['journal', query], queryFn: ({ signal }) => api.list<JournalLine>('/financial/journal', query, signal), placeholderData: keepPreviousData, enabled: !!start && !!end });
  const refusal = [sums.error, lines.error].find((error) => error instanceof ApiError && error.status === 422) as ApiError | undefined;
  const csv = (path: string, label: string) => <Button size="xs" variant="default" component="a" href={url(path, { ...range, format: 'csv' })} download leftSection={<IconDownload size={14} />}>{label}</Button>;
  return (
    <>
      <PageHeader title="Journal" description="What happened on the books, as double entry by general ledger code. Every day balances to zero." actions={codes} />
      <CodeSettings opened={choosing} onClose={() => setChoosing(false)} />
      <Stack gap="md">
        <Group gap="sm" align="flex-start">
          <TextInput type="date" label="From" name="start" value={start} error={refusal?.fields.start} onChange={(event) => (setStart(event.currentTarget.value), setPage(1))} />
          <TextInput type="date" label="Until" name="end" value={end} error={refusal?.fields.end} onChange={(event) => (setEnd(event.currentTarget.value), setPage(1))} />
        </Group>
        <Card title="By code" padded={false} actions={csv('/financial/journal/summary', 'CSV')}>
          {sums.isError ? <Failure error={sums.error} onRetry={() => void sums.refetch()} /> : sums.data?.length === 0 ? <Empty title="Nothing happened in this time" /> : <Sums rows={sums.data} stale={sums.isPlaceholderData} />}
        </Card>
        <Card title="Lines" padded={false} actions={csv('/financial/journal', 'CSV of all lines')}>
          {lines.isError ? <Failure error={lines.error} onRetry={() => void lines.refetch()} /> : lines.data?.data.length === 0 ? <Empty title="No lines" /> : <Lines rows={lines.data?.data} stale={lines.isPlaceholderData} />}
          {lines.data && lines.data.paginator.total_count > 0 && <Pager paginator={lines.data.paginator} onPage={setPage} />}
        </Card>
      </Stack>
    </>
  );
}

function Sums({ rows, stale }: { rows: JournalSum[] | undefined; stale: boolean }) {
  const format = useFormat();
  const total = (name: 'debit' | 'credit') => fromCents(sumInCents((rows ?? []).map((row) => row[name])));
  const shown = rows && [...rows.map((row) => ({ ...row, id: row.general_ledger_code, last: false })), { id: 'total', general_ledger_code: '', general_ledger_code_description: 'Total', lines: rows.reduce((sum, row) => sum + row.lines, 0), debit: total('debit'), credit: total('credit'), last: true }];
  const weight = (row: { last: boolean }) => (row.last ? 640 : 400);
  const amount = (value: string, last: boolean) => (Number(value) === 0 && !last ? '' : <Text span size="sm" fw={last ? 640 : 400}>{format.money(value)}</Text>);
  return (
    <DataTable label="By code" rows={shown} expected={6} stale={stale}
      columns={[
        { key: 'general_ledger_code', label: 'Code', width: 190, render: (row) => <Text span size="sm" fw={560} className="mono nowrap">{row.general_ledger_code}</Text> },
        { key: 'general_ledger_code_description', label: 'For', render: (row) => <Text span size="sm" fw={weight(row)}>{row.general_ledger_code_description}</Text> },
        { key: 'lines', label: 'Lines', numeric: true, width: 100, wide: true, render: (row) => formatCount(row.lines) },
        { key: 'debit', label: 'Debit', numeric: true, width: 150, render: (row) => amount(row.debit, row.last) },
        { key: 'credit', label: 'Credit', numeric: true, width: 150, render: (row) => amount(row.credit, row.last) },
      ]} />
  );
}

function Lines({ rows, stale }: { rows: JournalLine[] | undefined; stale: boolean }) {
  const format = useFormat();
  const shown = rows?.map((row, index) => ({ ...row, key_of_entry: `${row.kind}-${row.id}`, entry_id: row.id, id: index }));
  const amount = (value: string) => (Number(value) === 0 ? '' : format.money(value));
  return (
    <DataTable label="Lines" rows={shown} expected={10} stale={stale}
      columns={[
        { key: 'date', label: 'Day', width: 110, render: (row) => format.date(row.date) },
        { key: 'kind', label: 'What', width: 150, wide: true, render: (row) => `${humanize(row.kind)} ${row.entry_id}` },
        { key: 'account_name', label: 'Account', render: (row) => <Link className="link" to="/accounts/$id/$tab" params={{ id: String(row.account_id), tab: 'transactions' }}>{row.account_name}</Link> },
        { key: 'general_ledger_code', label: 'Code', width: 180, render: (row) => <span className="mono nowrap" title={row.general_ledger_code_description}>{row.general_ledger_code}</span> },
        { key: 'description', label: 'Description', wide: true },
        { key: 'debit', label: 'Debit', numeric: true, width: 110, render: (row) => amount(row.debit) },
        { key: 'credit', label: 'Credit', numeric: true, width: 110, render: (row) => amount(row.credit) },
      ]} />
  );
}
