import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconRefresh } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { api } from '~/api/client';
import type { BackgroundJob } from '~/api/models';
import { changed } from '~/api/query';
import { useCan } from '~/api/session';
import { formatCount } from '~/lib/format';
import { done, failed } from '~/ui/toast';

const KIND = 'voice.rate_waiting_calls';
/** Who may not see jobs gets the list anew after this time. */
const BLIND_MS = 4000;

/** Rates the waiting calls again, and shows how far it is. */
export function RateAgain({ provider, idle }: { provider: number | null; idle: boolean | undefined }) {
  const may = useCan()('background_jobs.read');
  /** The newest job before ours; null while none was asked for. */
  const [after, setAfter] = useState<number | null>(null);
  const jobs = useQuery({
    queryKey: ['background_jobs', KIND],
    queryFn: async () => (await api.list<BackgroundJob>('/background_jobs', { 'filter[kind]': KIND, limit: 1 })).data[0] ?? null,
    enabled: may && after !== null,
    refetchInterval: 700,
    gcTime: 0,
  });
  const job = after !== null && jobs.data && jobs.data.id > after ? jobs.data : undefined;
  const over = job && ['done', 'dead'].includes(job.state) ? job : undefined;
  useEffect(() => {
    if (!over) return;
    setAfter(null);
    changed('waiting_calls', 'call_records');
    if (over.state === 'dead') failed(new Error(over.last_error ?? ''));
    else done('The calls were rated again');
  }, [over]);
  useEffect(() => {
    if (after === null || may) return;
    const timer = setTimeout(() => (setAfter(null), changed('waiting_calls', 'call_records')), BLIND_MS);
    return () => clearTimeout(timer);
  }, [after, may]);
  const start = async () => {
    try {
      const newest = may ? (await api.list<BackgroundJob>('/background_jobs', { 'filter[kind]': KIND, limit: 1 })).data[0] : undefined;
      await api.post('/system/voice/waiting_calls/rate', provider ? { voice_provider_id: provider } : {});
      setAfter(newest?.id ?? 0);
    } catch (error) {
      failed(error);
    }
  };
  const progress = job?.progress_total ? `${formatCount(job.progress_done ?? 0)} of ${formatCount(job.progress_total)}` : null;
  return <Button leftSection={<IconRefresh size={16} />} loading={after !== null && !progress} disabled={!!idle || after !== null} onClick={() => void start()}>{progress ?? (provider ? 'Rate those of the provider again' : 'Rate again')}</Button>;
}
