import { useQuery } from '@tanstack/react-query';
import { api } from '~/api/client';
import type { Schedule } from '~/api/models';
import { formatAgo, useFormat } from '~/lib/format';
import { DataTable } from '~/ui/DataTable';
import { Card } from '~/ui/Page';
import { Empty, Failure } from '~/ui/States';

/** What runs by the clock, and when next. */
export function Schedules() {
  const format = useFormat();
  const schedules = useQuery({
    queryKey: ['background_schedules'],
    queryFn: async () => (await api.list<Schedule>('/background_schedules', { limit: 1000 })).data.map((schedule) => ({ ...schedule, id: schedule.name })),
    refetchInterval: 30_000,
  });
  return (
    <Card title="Schedules" padded={false}>
      {schedules.isError ? <Failure error={schedules.error} onRetry={() => void schedules.refetch()} /> : schedules.data?.length === 0 ? <Empty title="Nothing is scheduled" /> : (
        <DataTable label="Schedules" rows={schedules.data} expected={3}
          columns={[
            { key: 'name', label: 'Job', render: (row) => <span className="mono">{row.name}</span> },
            { key: 'cron', label: 'Schedule', width: 170, render: (row) => <span className="mono">{row.cron}</span> },
            { key: 'next_run_at', label: 'Next', width: 260, render: (row) => (row.next_run_at ? `${format.instant(row.next_run_at)} (${formatAgo(row.next_run_at, Date.now())})` : '–') },
            { key: 'last_run_at', label: 'Last', width: 180, render: (row) => (row.last_run_at ? formatAgo(row.last_run_at, Date.now()) : 'Never') },
          ]} />
      )}
    </Card>
  );
}
