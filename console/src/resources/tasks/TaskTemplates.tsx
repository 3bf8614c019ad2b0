import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import type { Named, TemplateTask } from '~/api/models';
import { useCan } from '~/api/session';
import { ResourcePage } from '~/resource/ResourcePage';
import { defineResource } from '~/resource/types';
import { Failure, Lines } from '~/ui/States';
import { failed } from '~/ui/toast';

export const templates = defineResource<Named>({
  entity: 'task_templates',
  path: '/system/misc/task_templates',
  title: 'Task templates',
  singular: 'task template',
  description: 'Lists of tasks that can be put on an account in one go.',
  permission: 'task_templates',
  labelOf: (template) => template.name,
  columns: [
    { key: 'name', label: 'Name', sortable: true },
    { key: 'tasks', label: 'Tasks', width: 160, render: (row) => <Count template={row.id} /> },
  ],
  fields: [{ name: 'name', label: 'Name', required: true }],
  blank: { name: '' },
  extra: (template) => <Tasks template={template.id} />,
  emptyHint: 'For example what has to be done at every installation.',
});

const useTasks = (template: number) =>
  useQuery({
    queryKey: ['template_tasks', template],
    queryFn: () => api.list<TemplateTask>(`/system/misc/task_templates/${template}/template_tasks`, { limit: 1000 }),
  });

function Count({ template }: { template: number }) {
  return <>{useTasks(template).data?.paginator.total_count ?? ''}</>;
}

function Tasks({ template }: { template: number }) {
  const tasks = useTasks(template);
  const [text, setText] = useState('');
  const can = useCan();
  const mayChange = can('task_templates.update');
  const change = async (work: Promise<unknown>) => {
    try {
      await work;
      setText('');
    } catch (error) {
      failed(error);
    }
    changed('template_tasks');
  };
  const path = `/system/misc/task_templates/${template}/template_tasks` as const;
  return (
    <Stack gap={6} mt="xl">
      <Text fw={620}>Tasks</Text>
      {tasks.isError && <Failure error={tasks.error} onRetry={() => void tasks.refetch()} />}
      {tasks.isPending && <Lines count={3} height={30} />}
      {tasks.data?.data.length === 0 && <Text size="sm" c="dimmed">No tasks yet.</Text>}
      {tasks.data?.data.map((task) => (
        <Group key={task.id} gap="xs" wrap="nowrap" className="card" px="sm" mih={40}>
          <Text size="sm" style={{ flex: 1 }}>{task.task}</Text>
          {mayChange && <ActionIcon variant="subtle" color="gray" aria-label={`Delete ${task.task}`} onClick={() => void change(api.delete(`${path}/${task.id}`))}><IconTrash size={16} stroke={1.6} /></ActionIcon>}
        </Group>
      ))}
      {mayChange && (
        <form onSubmit={(event) => (event.preventDefault(), text.trim() && void change(api.post(path, { name: text.trim() })))}>
          <Group gap="xs" mt={4} wrap="nowrap">
            <TextInput aria-label="New task" placeholder="Another task" value={text} onChange={(event) => setText(event.currentTarget.value)} style={{ flex: 1 }} />
            <Button type="submit" variant="light">Add</Button>
          </Group>
        </form>
      )}
    </Stack>
  );
}

export default function TaskTemplates() {
  return <ResourcePage resource={templates} />;
}
