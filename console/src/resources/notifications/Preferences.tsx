import { Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '~/api/client';
import { queryClient } from '~/api/query';
import { humanize } from '~/lib/format';
import { Card } from '~/ui/Page';
import { Failure, Lines } from '~/ui/States';
import { failed } from '~/ui/toast';

interface Preference {
  topic: string;
  in_console: boolean;
  by_mail: boolean;
}

const KEY = ['notification_preferences'];
const plural = (topic: string) => humanize(topic.endsWith('ch') ? `${topic}es` : `${topic}s`);

/** What the signed-in user wants to hear of, and where. */
export function Preferences() {
  const list = useQuery({ queryKey: KEY, queryFn: async () => (await api.list<Preference>('/session/notification_preferences')).data });
  return (
    <Card title="Notifications">
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : !list.data ? <Lines count={4} height={24} /> : (
        <>
          <div className="preferences" role="group" aria-label="Notifications">
            <Text size="sm" c="dimmed">Tell me about</Text><Text size="sm" c="dimmed">In the console</Text><Text size="sm" c="dimmed">By mail</Text>
            {list.data.map((row) => <Line key={row.topic} row={row} />)}
          </div>
          <Text size="xs" c="dimmed" mt="sm">Only of what you started yourself.</Text>
        </>
      )}
    </Card>
  );
}

function Line({ row }: { row: Preference }) {
  const [busy, setBusy] = useState(false);
  const save = async (change: Partial<Preference>) => {
    setBusy(true);
    try {
      const saved = await api.patch<Preference>('/session/notification_preferences', { ...row, ...change });
      queryClient.setQueryData<Preference[]>(KEY, (rows) => rows?.map((one) => (one.topic === saved.topic ? saved : one)));
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Text size="sm">{plural(row.topic)}</Text>
      <Switch aria-label={`${plural(row.topic)} in the console`} checked={row.in_console} disabled={busy} onChange={(event) => void save({ in_console: event.currentTarget.checked })} />
      <Switch aria-label={`${plural(row.topic)} by mail`} checked={row.by_mail} disabled={busy} onChange={(event) => void save({ by_mail: event.currentTarget.checked })} />
    </>
  );
}
