import { Button, Menu, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconChecklist } from '@tabler/icons-react';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import { taskTemplatesQuery, toOptions, useUsers } from '~/api/lookups';
import type { Task } from '~/api/models';
import { useCan } from '~/api/session';
import { LocalResourceList } from '~/resource/ResourceList';
import { defineResource } from '~/resource/types';
import { done, failed } from '~/ui/toast';
import { Due, TaskCheck } from './TaskLine';

function UserName({ id }: { id: number | null }) {
  return <>{useUsers()?.find((user) => user.id === id)?.name ?? <Text span c="dimmed" size="sm">Nobody</Text>}</>;
}

export const tasks = (account: number) =>
  defineResource<Task>({
    entity: 'tasks',
    path: `/accounts/${account}/tasks`,
    title: 'Tasks',
    singular: 'task',
    permission: 'tasks',
    searchable: false,
    labelOf: (task) => task.description,
    columns: [
      { key: 'complete', label: 'Done', width: 60, render: (row) => <TaskCheck task={row} account={account} /> },
      { key: 'description', label: 'Task', render: (row) => <Text span size="sm" {...(row.complete ? { c: 'dimmed', td: 'line-through' } : {})}>{row.description}</Text> },
      { key: 'user_id', label: 'For', render: (row) => <UserName id={row.user_id} /> },
      { key: 'due_date', label: 'Due', render: (row) => <Due task={row} /> },
    ],
    fields: [
      { name: 'description', label: 'Task', kind: 'textarea', required: true },
      { name: 'user_id', label: 'For', kind: 'select', half: true, useOptions: () => toOptions(useUsers()) },
      { name: 'due_date', label: 'Due', kind: 'date', half: true },
      { name: 'complete', label: 'Done', kind: 'switch', when: (_, isNew) => !isNew },
    ],
    blank: { description: '', user_id: null, due_date: null },
    emptyHint: 'Add one, or apply a template with all its tasks.',
    touches: ['kpi'],
  });

export function TasksTab({ account }: { account: number }) {
  return <LocalResourceList resource={tasks(account)} toolbar={<ApplyTemplate account={account} />} expected={4} />;
}

function ApplyTemplate({ account }: { account: number }) {
  const templates = useQuery(taskTemplatesQuery).data ?? [];
  const can = useCan();
  if (!can('tasks.create')) return null;
  const apply = async (id: number) => {
    try {
      const made = await api.post<Task[]>(`/accounts/${account}/task_templates/${id}`);
      changed('tasks');
      done(`${made.length} tasks were added`);
    } catch (error) {
      failed(error);
    }
  };
  return (
    <Menu shadow="md" position="bottom-start">
      <Menu.Target><Button variant="default" leftSection={<IconChecklist size={16} />}>Apply template</Button></Menu.Target>
      <Menu.Dropdown>
        {templates.length === 0 && <Menu.Label>No task templates yet</Menu.Label>}
        {templates.map((template) => <Menu.Item key={template.id} onClick={() => void apply(template.id)}>{template.name}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}
