import { Button, Group, Skeleton, Text } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '~/api/client';
import { useCan } from '~/api/session';
import type { Did, WaitingCall } from '~/api/voice';
import { formatCount, formatPhone, useFormat } from '~/lib/format';
import { Card } from '~/ui/Page';
import { DataTable, type Column } from '~/ui/DataTable';
import { StatusDot } from '~/ui/Status';
import { AccountName } from './AccountName';
import { AddNumbers } from './AddNumbers';
import { AssignNumber, type Assignment } from './AssignNumber';
import { busiest, type Busy } from './busiest';

/** As many calls as the numbers are taken from: the newest. */
const LIMIT = 1000;
const SHOWN = 5;
type Row = Busy & { id: string; held: Did | null | undefined };

/** The numbers that stand in most of the calls of nobody: what to assign, or to add, so that they can be billed. */
export function UnknownNumbers() {
  const query = { 'filter[state]': 'unmatched', limit: LIMIT, sort: '-call_start' };
  const calls = useQuery({ queryKey: ['waiting_calls', 'unmatched', query], queryFn: () => api.list<WaitingCall>('/system/voice/waiting_calls', query) }).data;
  const can = useCan();
  const mayLook = can('dids.read');
  const format = useFormat();
  const [assigning, setAssigning] = useState<Assignment | null>(null);
  const [adding, setAdding] = useState<string | null>(null);
  const numbers = calls ? busiest(calls.data, SHOWN) : [];
  const held = useQueries({
    queries: numbers.map(({ did }) => ({ queryKey: ['dids', 'number', did], enabled: mayLook, queryFn: async () => (await api.list<Did>('/system/voice/dids', { 'filter[did]': did, limit: 1 })).data[0] ?? null })),
  });
  if (!calls || numbers.length === 0) return null;
  const rows: Row[] = numbers.map((number, index) => ({ ...number, id: number.did, held: held[index]?.data }));
  const columns: Column<Row>[] = [
    { key: 'did', label: 'Number', width: 170, render: (row) => <Text span size="sm" fw={560} className="nowrap">{formatPhone(row.did)}</Text> },
    { key: 'calls', label: 'Calls', numeric: true, width: 100, render: (row) => formatCount(row.calls) },
    { key: 'last', label: 'Last one', width: 180, wide: true, render: (row) => format.instant(row.last) },
    { key: 'state', label: 'State', wide: true, render: (row) => <Held did={row.held} /> },
    { key: 'act', label: '', width: 150, numeric: true, render: (row) => (
      row.held === null ? can('dids.create') && <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} aria-label={`Add ${formatPhone(row.did)}`} onClick={() => setAdding(row.did)}>Add</Button>
        : row.held && row.held.account_id === null && can('account_dids.create') && <Button size="xs" variant="default" leftSection={<IconPlugConnected size={14} />} aria-label={`Assign ${formatPhone(row.did)}`} onClick={() => setAssigning({ did: row.held! })}>Assign</Button>
    ) },
  ];
  return (
    <Card title="Numbers with most of these calls" padded={false} actions={calls.paginator.total_count > calls.data.length && <Text size="xs" c="dimmed">In the newest {formatCount(calls.data.length)} calls of {formatCount(calls.paginator.total_count)}</Text>}>
      <DataTable label="Numbers with most of these calls" columns={columns} rows={rows} />
      <Group px={14} py={8}><Text size="xs" c="dimmed">Only numbers that are yours can be billed. Assigning one rates no older call by itself: rate again afterwards.</Text></Group>
      <AssignNumber target={assigning} onClose={() => setAssigning(null)} />
      <AddNumbers opened={adding !== null} preset={adding ?? ''} onClose={() => setAdding(null)} />
    </Card>
  );
}

function Held({ did }: { did: Did | null | undefined }) {
  if (did === undefined) return <Skeleton height={11} width={110} />;
  if (did === null) return <StatusDot name="Not one of yours" color="#8a9499" />;
  if (did.account_id === null) return <StatusDot name="Yours, and free" color="#2f9e6e" />;
  return <><StatusDot name="Assigned since" color="#3b82c4" /> <AccountName id={did.account_id} tab="numbers" /></>;
}
