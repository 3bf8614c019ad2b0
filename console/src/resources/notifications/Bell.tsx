import { ActionIcon, Anchor, Group, Indicator, Popover, ScrollArea, Text, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { IconAlertTriangle, IconBell, IconCircleCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '~/api/client';
import { queryClient } from '~/api/query';
import { formatAgo } from '~/lib/format';
import { Empty, Failure, Lines } from '~/ui/States';
import { failed } from '~/ui/toast';

/** What happened in the background, told to the user who asked for it. */
export interface Notification {
  id: number;
  topic: string;
  failed: boolean;
  subject: string;
  body: string;
  /** The page of the console that shows it. */
  link: string | null;
  is_read: boolean;
  created_at: string;
}

const EVERY_MS = 30_000;
const MOST_SHOWN = 9;
const reread = () => void queryClient.invalidateQueries({ queryKey: ['notifications'] });

/** The bell of the top bar: how much is new, and what. */
export function Bell() {
  const [opened, setOpened] = useState(false);
  const unread = useQuery({
    queryKey: ['notifications', 'unread'],
    queryFn: async () => (await api.list<Notification>('/session/notifications', { 'filter[is_read]': false, limit: 1 })).paginator.total_count,
    refetchInterval: EVERY_MS, refetchOnWindowFocus: true, retry: false,
  });
  const count = unread.data ?? 0;
  const label = count ? `Notifications, ${count} new` : 'Notifications';
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={380} shadow="md" trapFocus>
      <Popover.Target>
        <Tooltip label="Notifications" disabled={opened}>
          <Indicator label={count > MOST_SHOWN ? `${MOST_SHOWN}+` : count} size={16} offset={6} disabled={count === 0} color="red" fz={10}>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={() => setOpened(!opened)}><IconBell size={19} stroke={1.6} /></ActionIcon>
          </Indicator>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={0} role="dialog" aria-label="Notifications">{opened && <List unread={count} onClose={() => setOpened(false)} />}</Popover.Dropdown>
    </Popover>
  );
}

function List({ unread, onClose }: { unread: number; onClose: () => void }) {
  const list = useQuery({ queryKey: ['notifications', 'newest'], queryFn: async () => (await api.list<Notification>('/session/notifications', { limit: 30 })).data, staleTime: 0 });
  const tell = async (send: Promise<unknown>) => {
    try {
      await send;
    } catch (error) {
      failed(error);
    } finally {
      reread();
    }
  };
  return (
    <>
      <Group justify="space-between" px={14} py={10} style={{ borderBottom: '1px solid var(--line)' }}>
        <Text fw={620} size="sm">Notifications</Text>
        <Group gap={12}>
          {unread > 0 && <Anchor component="button" type="button" size="xs" onClick={() => void tell(api.post('/session/notifications/read_all'))}>Mark all as read</Anchor>}
          <Anchor size="xs" renderRoot={(props) => <Link to="/profile" {...props} onClick={onClose} />}>Choose what</Anchor>
        </Group>
      </Group>
      <ScrollArea.Autosize mah={440}>
        {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} />
          : !list.data ? <div style={{ padding: 14 }}><Lines count={4} /></div>
          : list.data.length === 0 ? <Empty title="Nothing new" hint="Imports, batches and scheduled events report here when they are done or fail." />
          : list.data.map((row) => <Line key={row.id} row={row} onClose={onClose} tell={tell} />)}
      </ScrollArea.Autosize>
    </>
  );
}

function Line({ row, onClose, tell }: { row: Notification; onClose: () => void; tell: (send: Promise<unknown>) => Promise<void> }) {
  const navigate = useNavigate();
  const Icon = row.failed ? IconAlertTriangle : IconCircleCheck;
  const open = () => {
    if (!row.is_read) void tell(api.post(`/session/notifications/${row.id}/read`));
    if (!row.link) return;
    onClose();
    void navigate({ to: row.link });
  };
  return (
    <div className="notification" data-unread={!row.is_read || undefined}>
      <button type="button" onClick={open}>
        <Icon size={18} stroke={1.7} aria-label={row.failed ? 'Failed' : 'Done'} style={{ color: row.failed ? 'var(--was)' : 'var(--is)', flex: 'none', marginTop: 1 }} />
        <span>
          <Text size="sm" fw={row.is_read ? 400 : 600}>{row.subject}</Text>
          {row.body && <Text size="xs" c="dimmed" lineClamp={3} style={{ whiteSpace: 'pre-line' }}>{row.body}</Text>}
          <Text size="xs" c="dimmed">{formatAgo(row.created_at, Date.now())}</Text>
        </span>
      </button>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Delete ${row.subject}`} onClick={() => void tell(api.delete(`/session/notifications/${row.id}`))}><IconX size={14} /></ActionIcon>
    </div>
  );
}
