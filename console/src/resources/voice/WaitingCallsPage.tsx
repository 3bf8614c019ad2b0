import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconPhoneCheck, IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { api } from '~/api/client';
import { toOptions } from '~/api/lookups';
import { useCan } from '~/api/session';
import { useVoiceProviders, type WaitingCall } from '~/api/voice';
import { formatDuration, useFormat } from '~/lib/format';
import { toQuery, useUrlListState } from '~/resource/useListState';
import { ImportLink } from '~/resources/imports/ImportLink';
import { DataTable, type Column } from '~/ui/DataTable';
import { PageHeader } from '~/ui/Page';
import { Pager } from '~/ui/Pager';
import { Empty, Failure } from '~/ui/States';
import { StatusDot } from '~/ui/Status';
import { AccountName } from './AccountName';
import { numberText } from './numbers';
import { RateAgain } from './RateAgain';
import { SaveAll } from './SaveAll';
import { UnknownNumbers } from './UnknownNumbers';

const STATES = [{ value: 'unmatched', label: 'Number of nobody' }, { value: 'unrated', label: 'No rate' }];

const CSV: [string, (call: WaitingCall) => string | number | null][] = [
  ['id', (call) => call.id], ['call_start_utc', (call) => call.call_start], ['state', (call) => call.state], ['origination', (call) => call.origination], ['destination', (call) => call.destination],
  ['duration_in_seconds', (call) => call.duration_in_seconds], ['account_id', (call) => call.account_id], ['voice_provider_id', (call) => call.voice_provider_id],
];

/** Calls that arrived and cannot be billed: nobody has their number, or no deck their prefix. None is lost. */
export default function WaitingCallsPage() {
  const [state, setState] = useUrlListState();
  const can = useCan();
  const query = toQuery(state, '-call_start');
  const calls = useQuery({ queryKey: ['waiting_calls', query], queryFn: ({ signal }) => api.list<WaitingCall>('/system/voice/waiting_calls', query, signal), placeholderData: keepPreviousData });
  const providers = useVoiceProviders();
  const filters = state.filters ?? {};
  const filter = (column: string, value: string | null) => setState({ filters: { ...filters, [column]: value ?? '' } });
  const filtered = !!state.q || Object.keys(filters).length > 0;
  const nothing = calls.data?.paginator.total_count === 0;
  return (
    <>
      <PageHeader title="Calls without a bill" description="Calls that arrived for numbers that nobody has, or for which no deck has a rate. They are kept until you put that right and rate them again." actions={<><ImportLink type="cdrs" />{can('cdrs.create') && <RateAgain provider={filters.voice_provider_id ? Number(filters.voice_provider_id) : null} idle={nothing && !filtered} />}</>} />
      <Stack gap="md">
        <UnknownNumbers />
        <section className="card" aria-label="Calls without a bill">
          <div className="toolbar">
            <Search value={state.q ?? ''} onChange={(q) => setState({ q })} />
            <Select aria-label="Why" placeholder="Any reason" w={180} clearable data={STATES} value={filters.state ?? null} onChange={(value) => filter('state', value)} clearButtonProps={{ 'aria-label': 'Clear reason' }} />
            <Select aria-label="Provider" placeholder="Any provider" w={190} clearable data={toOptions(providers)} value={filters.voice_provider_id ?? null} onChange={(value) => filter('voice_provider_id', value)} clearButtonProps={{ 'aria-label': 'Clear provider' }} />
            {filters.account_id && <Button size="xs" variant="light" onClick={() => filter('account_id', null)}>Account {filters.account_id} only ×</Button>}
            {!nothing && <SaveAll<WaitingCall> path="/system/voice/waiting_calls" query={query} name="waiting-calls.csv" columns={CSV} />}
          </div>
          {calls.isError && !calls.data ? <Failure error={calls.error} onRetry={() => void calls.refetch()} />
            : nothing ? (filtered ? <Empty title="Nothing matches" hint="Try other words or fewer filters." action={<Button variant="default" onClick={() => setState({ q: '', filters: {} })}>Clear search and filters</Button>} />
              : <Empty icon={<IconPhoneCheck size={30} stroke={1.4} />} title="No call waits" hint="Every call that arrived belongs to an account and has a rate." />)
            : <Calls rows={calls.data?.data} stale={calls.isPlaceholderData} sort={state.sort ?? '-call_start'} onSort={(sort) => setState({ sort: sort ?? '' })} />}
          {!nothing && !calls.isError && <Pager paginator={calls.data?.paginator} onPage={(page) => setState({ page })} onLimit={(limit) => setState({ limit })} />}
        </section>
      </Stack>
    </>
  );
}

function Calls({ rows, stale, sort, onSort }: { rows: WaitingCall[] | undefined; stale: boolean; sort: string; onSort: (sort: string | undefined) => void }) {
  const format = useFormat();
  const providers = useVoiceProviders();
  const columns: Column<WaitingCall>[] = [
    { key: 'call_start', label: 'When', sortable: true, width: 170, render: (call) => format.instant(call.call_start) },
    { key: 'state', label: 'Why', wide: true, width: 170, render: (call) => (call.state === 'unmatched' ? <StatusDot name="Number of nobody" color="#c2a32c" /> : <StatusDot name="No rate" color="#c8503f" />) },
    { key: 'origination', label: 'From', width: 160, render: (call) => <span className="nowrap">{numberText(call.origination)}</span> },
    { key: 'destination', label: 'To', width: 160, render: (call) => <span className="nowrap">{numberText(call.destination)}</span> },
    { key: 'duration_in_seconds', label: 'Length', numeric: true, wide: true, width: 110, render: (call) => formatDuration(call.duration_in_seconds) },
    { key: 'account_id', label: 'Account', wide: true, render: (call) => (call.account_id ? <AccountName id={call.account_id} tab="call-records" /> : <Text span size="sm" c="dimmed">–</Text>) },
    { key: 'voice_provider_id', label: 'Provider', wide: true, width: 180, render: (call) => <Link className="link" to="/voice-providers/$id" params={{ id: String(call.voice_provider_id) }}>{providers?.find((row) => row.id === call.voice_provider_id)?.name ?? `Provider ${call.voice_provider_id}`}</Link> },
  ];
  return <DataTable label="Calls without a bill" columns={columns} rows={rows} stale={stale} expected={10} sort={sort} onSort={onSort} />;
}

function Search({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  const send = useDebouncedCallback(onChange, 250);
  useEffect(() => setText(value), [value]);
  return <Group gap={0}><TextInput w={220} type="search" aria-label="Search calls" placeholder="Digits of a number" leftSection={<IconSearch size={15} />} value={text} onChange={(event) => (setText(event.currentTarget.value), send(event.currentTarget.value.replace(/[^\dA-Za-z ]/g, '')))} /></Group>;
}
