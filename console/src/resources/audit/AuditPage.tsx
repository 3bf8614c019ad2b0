import { Badge, Button, Drawer, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { api, url } from '~/api/client';
import { toOptions, useUsers } from '~/api/lookups';
import type { AuditEntry } from '~/api/models';
import { placeOf } from '~/app/places';
import { entityName, humanize, useFormat } from '~/lib/format';
import { toQuery, useUrlListState } from '~/resource/useListState';
import { DataTable } from '~/ui/DataTable';
import { PageHeader } from '~/ui/Page';
import { Pager } from '~/ui/Pager';
import { Empty, Failure } from '~/ui/States';
import { Diff } from './Diff';
import { ACTION_COLOR } from './History';

const ENTITIES = ['accounts', 'account_contacts', 'account_addresses', 'account_call_logs', 'notes', 'tasks', 'files', 'contracts', 'account_groups', 'account_statuses', 'account_types', 'address_types', 'custom_fields', 'task_templates', 'contract_templates', 'users', 'roles', 'sessions'];
const ACTIONS = ['create', 'update', 'delete'];
const named = (values: string[]) => values.map((value) => ({ value, label: humanize(value) }));

/** Every change: who, when, what, before and after. */
export default function AuditPage() {
  const [state, setState] = useUrlListState();
  const [shown, setShown] = useState<AuditEntry | null>(null);
  const users = useUsers();
  const format = useFormat();
  const query = toQuery(state);
  const log = useQuery({ queryKey: ['audit_log', query], queryFn: ({ signal }) => api.list<AuditEntry>('/audit_log', query, signal), placeholderData: keepPreviousData });
  const filter = (column: string) => ({
    value: state.filters?.[column] ?? null,
    onChange: (value: string | null) => setState({ filters: { ...state.filters, [column]: value ?? '' } }),
  });
  return (
    <>
      <PageHeader title="Audit log" description="Every change that was made, newest first." />
      <section className="card" aria-label="Audit log">
        <div className="toolbar">
          <Select aria-label="User" placeholder="Any user" clearable searchable w={180} data={toOptions(users)} {...filter('user_id')} />
          <Select aria-label="What was changed" placeholder="Anything" clearable searchable w={190} data={named(ENTITIES)} {...filter('entity')} />
          <Select aria-label="Action" placeholder="Any action" clearable w={140} data={named(ACTIONS)} {...filter('action')} />
          <TextInput key={state.filters?.account_id ?? ''} aria-label="Account number" placeholder="Account no." w={120} defaultValue={state.filters?.account_id ?? ''} inputMode="numeric"
            onBlur={(event) => setState({ filters: { ...state.filters, account_id: event.currentTarget.value.trim() } })}
            onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()} />
          <Button variant="default" ml="auto" component="a" leftSection={<IconDownload size={15} />} download="audit_log.csv" href={url('/audit_log', { ...query, limit: undefined, page: undefined, format: 'csv' })}>CSV</Button>
        </div>
        {log.isError && !log.data ? <Failure error={log.error} onRetry={() => void log.refetch()} /> : log.data?.data.length === 0 ? <Empty title="No changes match" /> : (
          <DataTable label="Audit log" rows={log.data?.data} expected={14} stale={log.isPlaceholderData} onOpen={setShown}
            columns={[
              { key: 'created_at', label: 'When', width: 170, render: (row) => format.instant(row.created_at) },
              { key: 'username', label: 'Who', width: 130, render: (row) => row.username ?? <Text span c="dimmed" size="sm">The system</Text> },
              { key: 'action', label: 'Action', width: 100, render: (row) => <Badge variant="light" color={ACTION_COLOR[row.action]}>{humanize(row.action)}</Badge> },
              { key: 'entity', label: 'What', render: (row) => <span style={{ whiteSpace: 'nowrap' }}>{`${humanize(entityName(row.entity))} ${row.entity_id ?? ''}`}</span> },
              { key: 'fields', label: 'Fields', wide: true, render: (row) => <Text span size="sm" c="dimmed" lineClamp={1}>{Object.keys(row.after ?? row.before ?? {}).filter((name) => name !== 'id').map((name) => humanize(name)).join(', ')}</Text> },
            ]} />
        )}
        <Pager paginator={log.data?.paginator} onPage={(page) => setState({ page })} onLimit={(limit) => setState({ limit })} />
      </section>
      <Drawer opened={shown !== null} onClose={() => setShown(null)} size={620} title={<Text fw={640} size="lg">{shown && `${humanize(entityName(shown.entity))} ${shown.entity_id ?? ''}`}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
        {shown && <Detail entry={shown} />}
      </Drawer>
    </>
  );
}

function Detail({ entry }: { entry: AuditEntry }) {
  const format = useFormat();
  const navigate = useNavigate();
  return (
    <Stack gap="md">
      <dl className="kv">
        <dt>When</dt><dd>{format.instant(entry.created_at)}</dd>
        <dt>Who</dt><dd>{entry.username ?? 'The system'}</dd>
        <dt>Action</dt><dd>{humanize(entry.action)}</dd>
        <dt>Request</dt><dd className="mono">{entry.request_id ?? '–'}</dd>
      </dl>
      <Diff before={entry.before} after={entry.after} />
      {entry.entity === 'accounts' && entry.entity_id !== null && entry.action !== 'delete' && (
        <Group><Button variant="default" onClick={() => void navigate({ to: placeOf({ entity: 'accounts', id: entry.entity_id!, account_id: null }) })}>Open the account</Button></Group>
      )}
    </Stack>
  );
}
