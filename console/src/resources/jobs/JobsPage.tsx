import { ActionIcon, Badge, Group, Progress, SegmentedControl, Stack, Text, Tooltip } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { IconRefresh, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import type { BackgroundJob, JobState } from '~/api/models';
import { useCan } from '~/api/session';
import { formatAgo, formatCount, humanize } from '~/lib/format';
import { Confirm } from '~/ui/Confirm';
import { DataTable, type Column } from '~/ui/DataTable';
import { PageHeader } from '~/ui/Page';
import { Pager } from '~/ui/Pager';
import { Empty, Failure } from '~/ui/States';
import { done, failed } from '~/ui/toast';
import { Schedules } from './Schedules';

const COLOR: Record<JobState, string> = { queued: 'gray', running: 'tide', done: 'green', dead: 'red' };
const LIVE_MS = 2000;
const IDLE_MS = 10_000;

function JobProgress({ job }: { job: BackgroundJob }) {
  const { progress_done: finished, progress_total: total } = job;
  if (job.state === 'done') return null;
  if (job.state === 'running' && !total) return <Progress value={100} animated size="sm" aria-label="Running" />;
  if (!total) return null;
  return (
    <Group gap={8} wrap="nowrap">
      <Progress value={((finished ?? 0) / total) * 100} size="sm" style={{ flex: 1, minWidth: 70 }} color={job.state === 'dead' ? 'red' : 'tide'} aria-label="Progress" />
      <Text size="xs" c="dimmed" className="tnum">{formatCount(finished ?? 0)} / {formatCount(total)}</Text>
    </Group>
  );
}

const columns: Column<BackgroundJob>[] = [
  { key: 'id', label: 'No.', numeric: true, width: 76 },
  { key: 'kind', label: 'Job', render: (job) => <div><span className="mono">{job.kind}</span>{job.last_error && job.state !== 'done' && <Text size="xs" c="red" lineClamp={2}>{job.last_error}</Text>}</div> },
  { key: 'state', label: 'State', width: 110, render: (job) => <Badge variant="light" color={COLOR[job.state]} >{humanize(job.state)}</Badge> },
  { key: 'progress', label: 'Progress', width: 230, render: (job) => <JobProgress job={job} /> },
  { key: 'attempts', label: 'Attempts', numeric: true, width: 90, wide: true, render: (job) => `${job.attempts} / ${job.max_attempts}` },
  { key: 'run_at', label: 'When', width: 140, render: (job) => formatAgo(job.finished_at ?? job.started_at ?? job.run_at, Date.now()) },
];

/** The queue as it works, what has failed for good, and what is scheduled. */
export default function JobsPage() {
  const [state, setState] = useState<JobState | ''>('');
  const [page, setPage] = useState(1);
  const [doomed, setDoomed] = useState<BackgroundJob | null>(null);
  const can = useCan();
  const query = { limit: 50, page, 'filter[state]': state };
  const jobs = useQuery({
    queryKey: ['background_jobs', query],
    queryFn: ({ signal }) => api.list<BackgroundJob>('/background_jobs', query, signal),
    placeholderData: keepPreviousData,
    refetchInterval: (current) => (current.state.data?.data.some((job) => job.state === 'running' || job.state === 'queued') ? LIVE_MS : IDLE_MS),
  });
  const retry = async (job: BackgroundJob) => {
    try {
      await api.post(`/background_jobs/${job.id}/retry`);
      done('The job is queued again');
    } catch (error) {
      failed(error);
    }
    changed('background_jobs');
  };
  const choose = (value: string) => (setState(value === 'all' ? '' : (value as JobState)), setPage(1));
  const may = can('background_jobs.update');
  return (
    <>
      <PageHeader title="Background jobs" description="Work that the server does on the side. A job that fails is tried again, later each time; after its last attempt it waits here as dead." />
      <Stack gap="lg">
        <section className="card" aria-label="Jobs">
          <div className="toolbar">
            <SegmentedControl size="xs" value={state || 'all'} onChange={choose} aria-label="State"
              data={[{ value: 'all', label: 'All' }, { value: 'queued', label: 'Queued' }, { value: 'running', label: 'Running' }, { value: 'done', label: 'Done' }, { value: 'dead', label: 'Dead' }]} />
          </div>
          {jobs.isError && !jobs.data ? <Failure error={jobs.error} onRetry={() => void jobs.refetch()} /> : jobs.data?.data.length === 0 ? (
            <Empty title={state === 'dead' ? 'No dead jobs' : 'No jobs'} hint={state ? '' : 'Nothing has been queued yet.'} />
          ) : (
            <DataTable label="Jobs" columns={columns} rows={jobs.data?.data} stale={jobs.isPlaceholderData}
              actions={(job) => (
                <Group gap={2} justify="flex-end" wrap="nowrap">
                  {may && job.state === 'dead' && <Tooltip label="Try again"><ActionIcon variant="subtle" color="gray" aria-label={`Try job ${job.id} again`} onClick={() => void retry(job)}><IconRefresh size={16} /></ActionIcon></Tooltip>}
                  {can('background_jobs.delete') && job.state !== 'running' && <Tooltip label="Delete"><ActionIcon variant="subtle" color="gray" aria-label={`Delete job ${job.id}`} onClick={() => setDoomed(job)}><IconTrash size={16} stroke={1.6} /></ActionIcon></Tooltip>}
                </Group>
              )} />
          )}
          <Pager paginator={jobs.data?.paginator} onPage={setPage} />
        </section>
        <Schedules />
      </Stack>
      <Confirm opened={doomed !== null} title="Delete this job?" onClose={() => setDoomed(null)}
        onConfirm={async () => {
          await api.delete(`/background_jobs/${doomed!.id}`);
          changed('background_jobs');
        }}>
        Job {doomed?.id} (<span className="mono">{doomed?.kind}</span>) will not run any more.
      </Confirm>
    </>
  );
}
