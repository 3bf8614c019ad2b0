import { Alert, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconPhoneX } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { api } from '~/api/client';
import { applicationQuery } from '~/api/lookups';
import type { Account } from '~/api/models';
import { useCan } from '~/api/session';
import type { CallClass, WaitingCall } from '~/api/voice';
import { formatCount } from '~/lib/format';
import { todayIn } from '~/resources/accountbilling/prorate';
import { Card } from '~/ui/Page';
import { Failure } from '~/ui/States';
import { CallList } from './CallList';
import { CallsPicture } from './CallsPicture';
import { daysLater, localDates, monthOf, type Period } from './calls';
import { NotBilled } from './NotBilled';
import { useCalls } from './useCalls';

type Span = 'month' | 'last' | 'quarter' | 'own';
const DAYS_OF_A_QUARTER = 90;

export interface Narrowed {
  kind: CallClass | null;
  day: string | null;
}

/** The calls of an account: how many minutes of what on which day, what they cost, and each of them. */
export function CallRecordsTab({ account }: { account: Account }) {
  const timezone = useQuery(applicationQuery).data?.timezone ?? 'UTC';
  const today = todayIn(timezone);
  const [span, setSpan] = useState<Span>('month');
  const [own, setOwn] = useState<Period>(() => monthOf(today, 0));
  const [narrowed, setNarrowed] = useState<Narrowed>({ kind: null, day: null });
  const periods: Record<Span, Period> = { month: { from: monthOf(today, 0).from, to: today }, last: monthOf(today, -1), quarter: { from: daysLater(today, 1 - DAYS_OF_A_QUARTER), to: today }, own };
  const period = periods[span];
  const wrong = !period.from || !period.to ? 'Both dates are required.' : period.from > period.to ? 'It begins after its end.' : null;
  const asked = wrong ? periods.month : period;
  // The API counts dates in UTC: a day more on both sides holds all of the operator's days.
  const read = useCalls(account.id, daysLater(asked.from, -1), daysLater(asked.to, 2));
  const dateOf = useMemo(() => localDates(timezone), [timezone]);
  const calls = useMemo(() => read.calls?.filter((call) => {
    const date = dateOf(call.call_start);
    return date >= asked.from && date <= asked.to;
  }), [read.calls, dateOf, asked.from, asked.to]);
  const choose = (next: Span) => {
    if (next === 'own') setOwn(asked);
    setSpan(next);
    setNarrowed({ kind: null, day: null });
  };
  const change = (part: Partial<Period>) => (setOwn({ ...own, ...part }), setNarrowed({ kind: null, day: null }));
  return (
    <Stack gap="md">
      <Group gap="sm" align="flex-start" mih={36}>
        <SegmentedControl aria-label="Period" size="xs" value={span} onChange={(value) => choose(value as Span)}
          data={[{ value: 'month', label: 'This month' }, { value: 'last', label: 'Last month' }, { value: 'quarter', label: `${DAYS_OF_A_QUARTER} days` }, { value: 'own', label: 'Dates' }]} />
        {span === 'own' && (
          <Group gap={8} align="flex-start">
            <TextInput size="xs" type="date" aria-label="From" value={own.from} max={own.to || undefined} error={wrong} onChange={(event) => change({ from: event.currentTarget.value })} />
            <Text size="sm" c="dimmed" mt={5}>to</Text>
            <TextInput size="xs" type="date" aria-label="To" value={own.to} onChange={(event) => change({ to: event.currentTarget.value })} />
          </Group>
        )}
      </Group>
      <Unrated account={account.id} />
      {read.error && !read.calls ? <Card><Failure error={read.error} onRetry={read.retry} /></Card> : (
        <>
          <div className="moneybeside">
            <CallsPicture calls={calls} ready={read.ready} period={asked} dateOf={dateOf} narrowed={narrowed} onNarrow={setNarrowed} />
            <NotBilled account={account} />
          </div>
          {read.cut && <Alert color="yellow" p="xs">These are the newest {formatCount(read.calls!.length)} of {formatCount(read.total)} calls. Choose a shorter time to see and add up all.</Alert>}
          {(!calls || !read.ready || calls.length > 0) && <CallList account={account.id} calls={calls} ready={read.ready} period={asked} dateOf={dateOf} narrowed={narrowed} onNarrow={setNarrowed} />}
        </>
      )}
    </Stack>
  );
}

/** Calls of the account that no deck has a rate for: they are missing in what follows. */
function Unrated({ account }: { account: number }) {
  const may = useCan()('cdrs.read');
  const query = { 'filter[account_id]': account, limit: 1 };
  const count = useQuery({ queryKey: ['waiting_calls', query], queryFn: () => api.list<WaitingCall>('/system/voice/waiting_calls', query), enabled: may }).data?.paginator.total_count ?? 0;
  if (count === 0) return null;
  return (
    <Alert color="yellow" p="xs" icon={<IconPhoneX size={18} />}>
      {count === 1 ? 'One call of this account waits' : `${formatCount(count)} calls of this account wait`} for a rate, and {count === 1 ? 'is' : 'are'} not billed. <Link className="link" to="/waiting-calls" search={{ filters: { account_id: String(account) } } as never}>Show {count === 1 ? 'it' : 'them'}</Link>
    </Alert>
  );
}
