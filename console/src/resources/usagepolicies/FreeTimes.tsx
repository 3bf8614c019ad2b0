import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { FreePeriod } from '~/api/catalog';
import { api } from '~/api/client';
import { useCan } from '~/api/session';
import { Card } from '~/ui/Page';
import { Failure } from '~/ui/States';
import { FreeTimeDialog, type Draft } from './FreeTimeDialog';
import { freeText } from './periods';
import { Week } from './Week';

/** The week of a policy: when data does not count. */
export function FreeTimes({ policy }: { policy: number }) {
  const path = `/system/usage_based_billing_policies/${policy}/usage_based_billing_free_periods` as const;
  const list = useQuery({ queryKey: ['usage_based_billing_free_periods', path], queryFn: async () => (await api.list<FreePeriod>(path, { limit: 1000 })).data });
  const [draft, setDraft] = useState<Draft | null>(null);
  const can = useCan();
  const mayAdd = can('usage_based_billing_policies.create');
  const periods = list.data;
  return (
    <Card title="Free times" actions={mayAdd && <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} disabled={!periods} onClick={() => setDraft({ days: [], start: '', end: '' })}>Add a free time</Button>}>
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : (
        <>
          <Week periods={periods} onOpen={(period) => setDraft({ period, days: [period.day], start: period.start, end: period.end })}
            {...(mayAdd ? { onAdd: (day: number, hour: number) => setDraft({ days: [day], start: `${String(hour).padStart(2, '0')}:00`, end: '' }) } : {})} />
          <Text size="sm" c="dimmed" mt="sm" mih={21} aria-live="polite">
            {periods && (periods.length === 0 ? 'No time is free: all data counts.' : `${freeText(periods)} are free. Data of these times does not count.`)}
          </Text>
        </>
      )}
      {draft && <FreeTimeDialog path={path} draft={draft} stored={periods ?? []} onClose={() => setDraft(null)} />}
    </Card>
  );
}
