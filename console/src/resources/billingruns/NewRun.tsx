import { Alert, Button, Group, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconPlayerPlay, IconTestPipe } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { BillingDryRun } from '~/api/billing';
import { moneyChanged } from '~/api/billing';
import { api, ApiError } from '~/api/client';
import { applicationQuery } from '~/api/lookups';
import type { BackgroundJob } from '~/api/models';
import { changed } from '~/api/query';
import { useCan } from '~/api/session';
import { formatCount, useFormat } from '~/lib/format';
import { cents } from '~/resources/accountbilling/cents';
import { SumLine } from '~/resources/accountbilling/Money';
import { todayIn } from '~/resources/accountbilling/prorate';
import { Confirm } from '~/ui/Confirm';
import { Card } from '~/ui/Page';
import { done } from '~/ui/toast';

/** A run is tried out first: it shows its sums and books nothing; then it can be started for the same date. */
export function NewRun({ onExpecting }: { onExpecting: (expecting: boolean) => void }) {
  const timezone = useQuery(applicationQuery).data?.timezone ?? 'UTC';
  const [date, setDate] = useState(() => todayIn(timezone));
  const [tried, setTried] = useState<{ date: string; sums: BillingDryRun } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const [job, setJob] = useState<number | null>(null);
  const dead = useRunningJob(job, (running) => (onExpecting(running), running || setJob(null)));
  const format = useFormat();
  const tryOut = async () => {
    setBusy(true);
    setError(null);
    try {
      setTried({ date, sums: await api.post<BillingDryRun>('/billing_runs/dry_run', { date: date || null }) });
    } catch (problem) {
      setTried(null);
      setError(problem instanceof ApiError ? problem.message : 'Something went wrong.');
    } finally {
      setBusy(false);
    }
  };
  const fresh = tried?.date === date ? tried.sums : null;
  return (
    <Card title="New run">
      <form noValidate onSubmit={(event) => (event.preventDefault(), void tryOut())}>
        <Group align="flex-start" gap="sm">
          <TextInput type="date" label="Bill everybody who is due until" name="date" value={date} error={error} onChange={(event) => (setDate(event.currentTarget.value), setError(null))} w={260} />
          <Group gap="xs" mt={24}>
            <Button type="submit" variant={fresh ? 'default' : 'filled'} loading={busy} leftSection={<IconTestPipe size={16} />}>Try it out</Button>
            <Button disabled={!fresh || job !== null} loading={job !== null} leftSection={<IconPlayerPlay size={16} />} onClick={() => setAsking(true)}>Start the run</Button>
          </Group>
          <Text size="sm" c="dimmed" mt={32}>{fresh ? '' : 'Trying out books nothing.'}</Text>
        </Group>
      </form>
      {dead && <Alert color="red" mt="md" p="xs" role="alert">The run stopped: {dead}. It can be started again, and goes on where it stopped.</Alert>}
      {fresh && <Sums sums={fresh} />}
      <Confirm opened={asking} title="Start the billing run?" action="Start" onClose={() => setAsking(false)}
        onConfirm={async () => {
          const started = await api.post<{ background_job_id: number }>('/billing_runs', { date });
          setJob(started.background_job_id);
          onExpecting(true);
          setTried(null);
          done('The run has started');
        }}>
        {fresh && <>{formatCount(fresh.accounts)} {fresh.accounts === 1 ? 'account is' : 'accounts are'} billed until {format.date(date)}, with {formatCount(fresh.invoices)} {fresh.invoices === 1 ? 'invoice' : 'invoices'} of <strong>{format.money(fresh.invoiced)}</strong> in all.</>}
      </Confirm>
    </Card>
  );
}

/** Follows the job of a run until it ends; gives the error of one that stopped. */
function useRunningJob(id: number | null, onState: (running: boolean) => void): string | null {
  const may = useCan()('background_jobs.read');
  const job = useQuery({
    queryKey: ['background_jobs', 'one', id],
    queryFn: () => api.get<BackgroundJob>(`/background_jobs/${id!}`),
    enabled: id !== null && may,
    refetchInterval: (query) => (query.state.data && ['done', 'dead'].includes(query.state.data.state) ? false : 1000),
  }).data;
  const ended = (job?.state === 'done' || job?.state === 'dead') && job.id === id;
  const [dead, setDead] = useState<string | null>(null);
  useEffect(() => {
    if (id === null) return;
    setDead(null);
    // Who may not see jobs gets the list of runs for a while.
    const timer = may ? undefined : setTimeout(() => onState(false), 60_000);
    return () => clearTimeout(timer);
  }, [id, may]);
  useEffect(() => {
    if (!ended) return;
    onState(false);
    setDead(job?.state === 'dead' ? (job.last_error ?? 'for a reason that it did not say') : null);
    changed('billing_runs');
    moneyChanged();
  }, [ended]);
  return dead;
}

function Sums({ sums }: { sums: BillingDryRun }) {
  return (
    <div className="example" role="group" aria-label="What it would do" aria-live="polite" style={{ marginTop: 16, maxWidth: 620 }}>
      {sums.accounts === 0 && sums.accounts_failed === 0 ? <Text size="sm">Nobody is due until then.</Text> : (
        <>
          <div className="sumline" data-strong><span>Accounts billed</span><span className="tnum">{formatCount(sums.accounts)}</span></div>
          <div className="sumline"><span>Invoices</span><span className="tnum">{formatCount(sums.invoices)}</span></div>
          <div className="sumtotal"><SumLine strong label="Invoiced" cents={cents(sums.invoiced)} hint="With taxes" /></div>
          <SumLine label="Taxes of it" cents={cents(sums.taxes)} />
          <SumLine label="Discounts" cents={cents(sums.discounts)} />
          <SumLine label="Paid by discounts and deposits" cents={cents(sums.paid_by_funds)} />
        </>
      )}
      {sums.accounts_failed > 0 && (
        <div className="sumtotal" role="alert">
          <Text size="sm" fw={620} c="red">{formatCount(sums.accounts_failed)} {sums.accounts_failed === 1 ? 'account' : 'accounts'} could not be billed</Text>
          {sums.failures.map((failure) => (
            <Text key={failure.account_id} size="sm"><Link className="link" to="/accounts/$id/$tab" params={{ id: String(failure.account_id), tab: 'services' }}>Account {failure.account_id}</Link> {failure.message}</Text>
          ))}
        </div>
      )}
    </div>
  );
}
