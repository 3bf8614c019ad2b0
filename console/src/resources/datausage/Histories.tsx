import { Text } from '@mantine/core';
import type { UsagePeriod, UsageTerms } from '~/api/usage';
import { formatData, useFormat } from '~/lib/format';
import { Card } from '~/ui/Page';
import { DataTable } from '~/ui/DataTable';
import { billable, free } from './cap';

/** The billing periods, the newest first: what counted, and what was free. */
export function Histories({ periods, terms }: { periods: UsagePeriod[] | undefined; terms: UsageTerms | undefined }) {
  const format = useFormat();
  const included = terms?.has_policy ? terms.policy_cap_in_gigabytes * 1e9 : 0;
  const most = Math.max(1, included, ...(periods ?? []).map((period) => billable(period) + free(period)));
  return (
    <Card title="Billing periods" padded={false}>
      <DataTable label="Billing periods" rows={periods} expected={3}
        columns={[
          { key: 'start_time', label: 'Period', width: 300, render: (row) => <>{format.instant(row.start_time)} {row.closed_time ? `to ${format.instant(row.closed_time)}` : <Text span size="sm" c="dimmed">until now</Text>}</> },
          { key: 'bar', label: 'Used', wide: true, render: (row) => <Bar row={row} most={most} included={included} /> },
          { key: 'billable', label: 'Counts', numeric: true, width: 110, render: (row) => <Text span size="sm" fw={560}>{formatData(billable(row))}</Text> },
          { key: 'free', label: 'Free', numeric: true, width: 110, render: (row) => formatData(free(row)) },
        ]} />
    </Card>
  );
}

function Bar({ row, most, included }: { row: UsagePeriod; most: number; included: number }) {
  const share = (bytes: number) => `${(bytes / most) * 100}%`;
  return (
    <div className="usagebar" role="img" aria-label={`${formatData(billable(row))} count, ${formatData(free(row))} are free`}>
      <div style={{ width: share(billable(row)) }} />
      <div data-free style={{ width: share(free(row)) }} />
      {included > 0 && <i style={{ left: share(included) }} title={`${formatData(included)} are included today`} />}
    </div>
  );
}
