import { Badge, Group, Stack, Text, Tooltip } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Query } from '~/api/client';
import type { AuditEntry } from '~/api/models';
import { entityName, formatAgo, humanize, useFormat } from '~/lib/format';
import { Pager } from '~/ui/Pager';
import { Empty, Failure, Lines } from '~/ui/States';
import { Diff } from './Diff';

export const ACTION_COLOR = { create: 'green', update: 'tide', delete: 'red' } as const;
const WORD = { create: 'created', update: 'changed', delete: 'deleted' } as const;

/** The audit trail of one record, or of an account with all that belongs to it. */
export function History({ filter }: { filter: { entity?: string; entity_id?: number; account_id?: number } }) {
  const [page, setPage] = useState(1);
  const query: Query = { limit: 25, page };
  for (const [column, value] of Object.entries(filter)) query[`filter[${column}]`] = value;
  const log = useQuery({
    queryKey: ['audit_log', query],
    queryFn: ({ signal }) => api.list<AuditEntry>('/audit_log', query, signal),
    placeholderData: keepPreviousData,
  });
  if (log.isError) return <Failure error={log.error} onRetry={() => void log.refetch()} />;
  if (!log.data) return <Lines count={6} height={30} />;
  if (log.data.data.length === 0) return <Empty title="No changes recorded" hint="Every change from now on is listed here with who made it." />;
  return (
    <Stack gap="md">
      {log.data.data.map((entry) => <Entry key={entry.id} entry={entry} />)}
      {log.data.paginator.total_pages > 1 && <Pager paginator={log.data.paginator} onPage={setPage} />}
    </Stack>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const format = useFormat();
  return (
    <article>
      <Group gap={8} mb={5} wrap="wrap">
        <Badge variant="light" color={ACTION_COLOR[entry.action]} size="sm">{WORD[entry.action] ?? entry.action}</Badge>
        <Text size="sm" fw={560}>{humanize(entityName(entry.entity))} {entry.entity_id}</Text>
        <Text size="sm" c="dimmed">by {entry.username ?? 'the system'}</Text>
        <Tooltip label={`${format.instant(entry.created_at)}${entry.request_id ? `, request ${entry.request_id}` : ''}`}>
          <Text size="xs" c="dimmed" ml="auto">{formatAgo(entry.created_at, Date.now())}</Text>
        </Tooltip>
      </Group>
      <Diff before={entry.before} after={entry.after} />
    </article>
  );
}
