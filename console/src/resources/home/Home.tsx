import { Anchor, SimpleGrid, Skeleton, Stack, Text, useComputedColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { api } from '~/api/client';
import { useStatuses } from '~/api/lookups';
import type { Account, AccountStatus, AuditEntry, Kpi } from '~/api/models';
import { useCan, useSession } from '~/api/session';
import { placeOf } from '~/app/places';
import { entityName, formatAgo, formatCount, useFormat } from '~/lib/format';
import { Chart } from '~/ui/Chart';
import { DataTable } from '~/ui/DataTable';
import { Card, PageHeader } from '~/ui/Page';
import { Empty, Failure, Lines } from '~/ui/States';
import { AccountStatusDot } from '~/ui/Status';

/** The day at a glance. */
export default function Home() {
  const session = useSession();
  const can = useCan();
  const kpi = useQuery({ queryKey: ['kpi'], queryFn: () => api.get<Kpi>('/_data/kpi'), refetchInterval: 60_000, enabled: can('kpi.read') });
  return (
    <>
      <PageHeader title={`Hello, ${session?.user.public_name || session?.user.username || ''}`} />
      {kpi.isError && !kpi.data ? <div className="card"><Failure error={kpi.error} onRetry={() => void kpi.refetch()} /></div> : (
        <Stack gap="md">
          {can('kpi.read') && <Figures kpi={kpi.data} />}
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
            {can('kpi.read') && <Card title="Accounts by status">{kpi.data ? <ByStatus kpi={kpi.data} /> : <Skeleton height={264} />}</Card>}
            {can('audit_log.read') && <Card title="Latest changes" actions={<Anchor size="sm" renderRoot={(props) => <Link to="/audit" {...props} />}>All</Anchor>}><Latest /></Card>}
          </SimpleGrid>
          {can('accounts.read') && <Card title="Newest accounts" padded={false} actions={<Anchor size="sm" renderRoot={(props) => <Link to="/accounts" search={{ sort: '-id' } as never} {...props} />}>All</Anchor>}><Newest /></Card>}
        </Stack>
      )}
    </>
  );
}

const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function Figures({ kpi }: { kpi: Kpi | undefined }) {
  const due = number(kpi?.tasks_due) ?? number(kpi?.today.tasks_due);
  const figures: [string, number | null | undefined][] = [
    ['Accounts', kpi?.all_accounts],
    ['Active accounts', kpi?.active_accounts],
    ['New today', kpi?.today.accounts],
    ['Activated today', kpi?.today.accounts_activated],
    ['Moved in 30 days', kpi?.count_of_accounts_status_changed_in_last_30_days],
    due === null ? ['Delinquent accounts', kpi?.delinquent_accounts] : ['Tasks due', due],
  ];
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, xl: 6 }} spacing="md">
      {figures.map(([label, value]) => (
        <div key={label} className="card kpi">
          {kpi ? <strong>{formatCount(value ?? 0)}</strong> : <Skeleton height={26} width={70} my={4} />}
          <span>{label}</span>
        </div>
      ))}
    </SimpleGrid>
  );
}

function ByStatus({ kpi }: { kpi: Kpi }) {
  const statuses = useStatuses();
  const dark = useComputedColorScheme('light') === 'dark';
  const navigate = useNavigate();
  const rows = useMemo(() => countByStatus(kpi, statuses), [kpi, statuses]);
  const option = useMemo(() => chartOption(rows, dark), [rows, dark]);
  if (rows.every((row) => row.count === 0)) {
    return <Empty title="No accounts yet" hint="They appear here as soon as the first ones are created or imported." action={<Anchor size="sm" renderRoot={(props) => <Link to="/accounts/new" {...props} />}>Create an account</Anchor>} />;
  }
  const open = (index: number) => {
    const status = rows[index];
    if (status) void navigate({ to: '/accounts', search: { filters: { account_status_id: String(status.id) } } as never });
  };
  const words = rows.map((row) => `${row.name} ${row.count}`).join(', ');
  return <Chart option={option} height={Math.max(180, rows.length * 46 + 30)} label={`Accounts by status: ${words}`} onPick={open} />;
}

interface StatusCount {
  id: number;
  name: string;
  color: string;
  count: number;
}

const countByStatus = (kpi: Kpi, statuses: AccountStatus[] | undefined): StatusCount[] =>
  (statuses ?? []).map(({ id, name, color }) => ({ id, name, color, count: kpi.accounts_by_status_id?.[id] ?? 0 })).sort((a, b) => b.count - a.count);

function chartOption(rows: StatusCount[], dark: boolean) {
  const text = dark ? '#adb9bb' : '#536164';
  const font = { fontFamily: 'Hanken Grotesk Variable', fontSize: 13 };
  return {
    animationDuration: 350,
    grid: { left: 4, right: 64, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: 'value', show: false },
    yAxis: { type: 'category', inverse: true, data: rows.map((row) => row.name), axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: text, ...font } },
    tooltip: { trigger: 'item', formatter: (item: { name: string; value: number }) => `${item.name}: ${formatCount(item.value)}`, textStyle: font },
    series: [{
      type: 'bar', barWidth: 22, cursor: 'pointer',
      data: rows.map((row) => ({ value: row.count, itemStyle: { color: row.color, borderRadius: [3, 5, 5, 3] } })),
      label: { show: true, position: 'right', color: text, ...font, formatter: (item: { value: number }) => formatCount(item.value) },
    }],
  };
}

function Newest() {
  const query = { limit: 6, sort: '-id' };
  const list = useQuery({ queryKey: ['accounts', '/accounts', query], queryFn: () => api.list<Account>('/accounts', query) });
  const navigate = useNavigate();
  const format = useFormat();
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data?.data.length === 0) return <Empty title="No accounts yet" />;
  return (
    <DataTable label="Newest accounts" rows={list.data?.data} expected={6} onOpen={(row) => void navigate({ to: '/accounts/$id', params: { id: String(row.id) } })}
      columns={[
        { key: 'id', label: 'No.', numeric: true, width: 72 },
        { key: 'name', label: 'Name', render: (row) => <Text span size="sm" fw={560}>{row.name}</Text> },
        { key: 'account_status_id', label: 'Status', render: (row) => <AccountStatusDot id={row.account_status_id} /> },
        { key: 'next_bill_date', label: 'Next bill', wide: true, render: (row) => format.date(row.next_bill_date) || '–' },
      ]} />
  );
}

const VERB = { create: 'created', update: 'changed', delete: 'deleted' } as const;

function Latest() {
  // Signing in and out is recorded too, but says nothing about the customers.
  const query = { limit: 60 };
  const log = useQuery({ queryKey: ['audit_log', query], queryFn: () => api.list<AuditEntry>('/audit_log', query) });
  if (log.isError) return <Failure error={log.error} onRetry={() => void log.refetch()} />;
  if (!log.data) return <Lines count={8} height={18} />;
  const entries = log.data.data.filter((entry) => entry.entity !== 'sessions').slice(0, 8);
  if (entries.length === 0) return <Empty title="Nothing has changed yet" />;
  return (
    <Stack gap={9}>
      {entries.map((entry) => {
        const place = entry.action === 'delete' ? '/audit' : entry.entity_id ? placeOf({ entity: entry.entity, id: entry.entity_id, account_id: null }) : '/audit';
        return (
          <Text key={entry.id} size="sm" style={{ display: 'flex', gap: 8 }}>
            <span style={{ flex: 1, minWidth: 0 }}>
              <Text span size="sm" fw={560}>{entry.username ?? 'The system'}</Text> {VERB[entry.action] ?? entry.action}{' '}
              <Link className="link" to={place === '/' ? '/audit' : place}>{entityName(entry.entity)} {entry.entity_id}</Link>
            </span>
            <Text span size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>{formatAgo(entry.created_at, Date.now())}</Text>
          </Text>
        );
      })}
    </Stack>
  );
}
