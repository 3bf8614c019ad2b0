import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '~/api/client';
import type { Account } from '~/api/models';
import { usageTermsQuery, type UsagePeriod } from '~/api/usage';
import { Card } from '~/ui/Page';
import { Failure } from '~/ui/States';
import { Histories } from './Histories';
import { PeriodCard } from './PeriodCard';
import { TermsCard } from './TermsCard';
import { UsageGraph } from './UsageGraph';

/** How much data an account uses, and what of it counts. */
export function DataUsageTab({ account }: { account: Account }) {
  const terms = useQuery(usageTermsQuery(account.id));
  const query = { limit: 24 };
  const periods = useQuery({ queryKey: ['data_usage', account.id, 'periods', query], queryFn: async () => (await api.list<UsagePeriod>(`/accounts/${account.id}/data_usage_histories`, query)).data });
  const broken = [terms, periods].find((read) => read.isError);
  const present = periods.data?.find((period) => !period.closed_time);
  return (
    <Stack gap="md">
      {broken ? <Card><Failure error={broken.error} onRetry={() => void Promise.all([terms.refetch(), periods.refetch()])} /></Card> : (
        <div className="moneybeside">
          {terms.data && periods.data ? <PeriodCard account={account.id} terms={terms.data} period={present} /> : <Skeleton height={208} />}
          {terms.data ? <TermsCard account={account.id} terms={terms.data} /> : <Skeleton height={208} />}
        </div>
      )}
      <UsageGraph account={account.id} />
      {!broken && <Histories periods={periods.data} terms={terms.data} />}
    </Stack>
  );
}
