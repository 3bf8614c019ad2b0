import { Checkbox, Group, Text } from '@mantine/core';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import { useUsers } from '~/api/lookups';
import type { Task } from '~/api/models';
import { useCan } from '~/api/session';
import { useFormat } from '~/lib/format';
import { failed } from '~/ui/toast';

/** Ticks a task off, or opens it again. */
export function TaskCheck({ task, account }: { task: Task; account: number }) {
  const can = useCan();
  const toggle = async (complete: boolean) => {
    try {
      await api.patch(`/accounts/${account}/tasks/${task.id}`, { complete });
    } catch (error) {
      failed(error);
    }
    changed('tasks');
  };
  return (
    <Checkbox size="sm" disabled={!can('tasks.update')} checked={task.complete} aria-label={`Done: ${task.description}`} onChange={(event) => void toggle(event.currentTarget.checked)} />
  );
}

/** Past its day and not done; `today` is `YYYY-MM-DD`. */
export const overdue = (task: Task, today: string) => !task.complete && !!task.due_date && task.due_date < today;

export const today = () => new Date().toISOString().slice(0, 10);

export function Due({ task }: { task: Task }) {
  const text = useFormat().date(task.due_date);
  if (!text) return <Text span c="dimmed" size="sm">–</Text>;
  const late = overdue(task, today());
  return <Text span size="sm" className="tnum" c={late ? 'red' : undefined} fw={late ? 560 : 400}>{text}{late && ' (late)'}</Text>;
}

/** A task in one line, to tick off. */
export function TaskLine({ task, account }: { task: Task; account: number }) {
  const user = useUsers()?.find((row) => row.id === task.user_id);
  return (
    <Group gap="sm" wrap="nowrap" mih={32}>
      <TaskCheck task={task} account={account} />
      <Text size="sm" style={{ flex: 1 }}>{task.description}</Text>
      <Text size="sm" c="dimmed">{user?.public_name ?? ''}</Text>
      {task.due_date && <Due task={task} />}
    </Group>
  );
}
