import { ActionIcon, Group, SegmentedControl, Skeleton, Text, useComputedColorScheme } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { applicationQuery } from '~/api/lookups';
import { granularUsageQuery, useFreePeriods, useUsagePolicyOf, type GranularUsage } from '~/api/usage';
import { formatData, formatRate, useFormat } from '~/lib/format';
import { DataTable } from '~/ui/DataTable';
import { Chart } from '~/ui/Chart';
import { Card } from '~/ui/Page';
import { Empty, Failure } from '~/ui/States';
import { chartOption, COLORS } from './chartOption';
import { freeBands, highest, moments } from './graph';

const DAY_IN_SECONDS = 86_400;
const SPANS = { day: DAY_IN_SECONDS, week: 7 * DAY_IN_SECONDS, month: 31 * DAY_IN_SECONDS };
type SpanName = keyof typeof SPANS;
const HEIGHT = 300;

/** Traffic over time, in and out, with the times in which it is free. */
export function UsageGraph({ account }: { account: number }) {
  const [now] = useState(() => Math.floor(Date.now() / 60_000) * 60);
  const [span, setSpan] = useState<SpanName>('week');
  const [back, setBack] = useState(0);
  const to = now - back * SPANS[span];
  const from = to - SPANS[span];
  const usage = useQuery({ ...granularUsageQuery(account, from, to), placeholderData: keepPreviousData });
  const format = useFormat();
  const instant = (at: number) => format.instant(new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' '));
  const controls = (
    <Group gap={8}>
      <Text size="sm" c="dimmed" className="tnum wide-only">{instant(from)} to {instant(to)}</Text>
      <ActionIcon variant="default" aria-label="Earlier" onClick={() => setBack(back + 1)}><IconChevronLeft size={16} /></ActionIcon>
      <ActionIcon variant="default" aria-label="Later" disabled={back === 0} onClick={() => setBack(back - 1)}><IconChevronRight size={16} /></ActionIcon>
      <SegmentedControl size="xs" aria-label="Time span" value={span} onChange={(value) => (setSpan(value as SpanName), setBack(0))} data={[{ value: 'day', label: 'Day' }, { value: 'week', label: 'Week' }, { value: 'month', label: 'Month' }]} />
    </Group>
  );
  return (
    <Card title="Traffic" actions={controls} padded={false}>
      {usage.isError ? <Failure error={usage.error} onRetry={() => void usage.refetch()} />
        : !usage.data ? <Skeleton height={HEIGHT + 58} radius={0} />
        : usage.data.totals.length === 0 ? <div style={{ minHeight: HEIGHT + 58 }}><Empty title="Nothing was counted in this time" hint="Routers and pollers send what they count to the API." /></div>
        : <Drawn usage={usage.data} account={account} from={from} to={to} stale={usage.isPlaceholderData} />}
    </Card>
  );
}

function Drawn({ usage, account, from, to, stale }: { usage: GranularUsage; account: number; from: number; to: number; stale: boolean }) {
  const timezone = useQuery(applicationQuery).data?.timezone ?? 'UTC';
  const dark = useComputedColorScheme('light') === 'dark';
  const policy = useUsagePolicyOf(account);
  const periods = useFreePeriods(policy);
  const points = useMemo(() => moments(usage.granular.totals), [usage]);
  const bands = useMemo(() => freeBands(periods ?? [], from, to, timezone), [periods, from, to, timezone]);
  const option = useMemo(() => chartOption({ points, bands, from, to, timezone, dark }), [points, bands, from, to, timezone, dark]);
  const sum = (name: 'total_in' | 'total_out') => usage.totals.reduce((all, row) => all + row.totals[name], 0);
  const facts = (['in', 'out'] as const).map((way) => ({ way, total: sum(`total_${way}`), ...highest(points.map((point) => point[way])) }));
  return (
    <div style={{ opacity: stale ? 0.55 : 1, transition: 'opacity 120ms' }} aria-busy={stale || undefined}>
      <div style={{ padding: '6px 8px 0' }}><Chart option={option} height={HEIGHT} label={`Traffic: ${formatData(facts[0]!.total)} in, ${formatData(facts[1]!.total)} out`} /></div>
      <div className="usagefacts">
        {facts.map((fact) => (
          <span key={fact.way}>
            <i style={{ background: COLORS[fact.way][dark ? 1 : 0] }} /><b>{fact.way === 'in' ? 'In' : 'Out'}</b> {formatData(fact.total)}
            <Text span size="xs" c="dimmed">at most {formatRate(fact.most)}, 95 % of the time below {formatRate(fact.percentile_95)}</Text>
          </span>
        ))}
        {bands.length > 0 && <span><i data-free />Free times</span>}
      </div>
      {usage.totals.length > 1 && <Sources usage={usage} />}
    </div>
  );
}

function Sources({ usage }: { usage: GranularUsage }) {
  const rows = usage.totals.map((row, id) => ({ ...row, id }));
  return (
    <DataTable label="Sources" rows={rows}
      columns={[
        { key: 'data_source_identifier', label: 'Source', render: (row) => <Text span size="sm" fw={560}>{row.data_source_identifier}</Text> },
        { key: 'data_source_parent', label: 'Counted by' },
        { key: 'data_type', label: 'Kind', wide: true },
        { key: 'in', label: 'In', numeric: true, width: 110, render: (row) => formatData(row.totals.total_in) },
        { key: 'out', label: 'Out', numeric: true, width: 110, render: (row) => formatData(row.totals.total_out) },
      ]} />
  );
}
