import { Button, Drawer, Group, Tabs, Text } from '@mantine/core';
import { useCan } from '~/api/session';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import { History } from '~/resources/audit/History';
import { done } from '~/ui/toast';
import { Fields, Problem } from './Fields';
import { useForm } from './form';
import { rowPath, type Resource, type Values } from './types';

interface Props<Row extends { id: number }> {
  resource: Resource<Row>;
  /** The row to change, `'new'`, or null when closed. */
  target: Row | 'new' | null;
  onClose: () => void;
  onSaved?: (row: Row) => void;
}

/** Creates or changes one row; an existing row also has its history. */
export function ResourceDrawer<Row extends { id: number }>({ resource, target, onClose, onSaved }: Props<Row>) {
  const title = target === 'new' ? `New ${resource.singular}` : target ? resource.labelOf(target) : '';
  return (
    <Drawer opened={target !== null} onClose={onClose} size={resource.drawerSize ?? 480} title={<Text fw={640} size="lg">{title}</Text>}
      closeButtonProps={{ 'aria-label': 'Close' }}>
      {target && <Body key={target === 'new' ? 'new' : target.id} resource={resource} target={target} onClose={onClose} {...(onSaved ? { onSaved } : {})} />}
    </Drawer>
  );
}

function Body<Row extends { id: number }>({ resource, target, onClose, onSaved }: Props<Row> & { target: Row | 'new' }) {
  const can = useCan();
  if (target === 'new') return <Form resource={resource} target={target} onClose={onClose} {...(onSaved ? { onSaved } : {})} />;
  return (
    <Tabs defaultValue="details" keepMounted={false}>
      <Tabs.List mb="md">
        <Tabs.Tab value="details">Details</Tabs.Tab>
        {can('audit_log.read') && <Tabs.Tab value="history">History</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="details">
        <Form resource={resource} target={target} onClose={onClose} {...(onSaved ? { onSaved } : {})} />
        {resource.extra?.(target)}
      </Tabs.Panel>
      <Tabs.Panel value="history"><History filter={{ entity: resource.entity, entity_id: target.id }} /></Tabs.Panel>
    </Tabs>
  );
}

function Form<Row extends { id: number }>({ resource, target, onClose, onSaved }: Props<Row> & { target: Row | 'new' }) {
  const row = target === 'new' || target === null ? null : target;
  const can = useCan();
  const allowed = can(`${resource.permission}.${row ? 'update' : 'create'}`) && !(row && resource.readOnlyRow?.(row));
  const form = useForm(row ? (resource.toForm?.(row) ?? pickFields(resource, row)) : resource.blank, resource.fields);
  const save = async () => {
    let saved: Row | undefined;
    const ok = await form.submit(async (values) => {
      const body = resource.toBody?.(values, row) ?? values;
      saved = row ? await api.patch<Row>(rowPath(resource, row.id), body) : await api.post<Row>(resource.path, body);
    });
    if (!ok) return;
    changed(resource.entity, ...(resource.touches ?? []));
    done(row ? 'Saved' : `The ${resource.singular} was created`);
    onClose();
    if (saved) onSaved?.(saved);
  };
  return (
    <form
      noValidate
      onSubmit={(event) => (event.preventDefault(), event.stopPropagation(), void save())}
      onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && (event.preventDefault(), void save())}
    >
      <fieldset disabled={!allowed} style={{ all: 'unset', display: 'block' }}>
        <Problem form={form} />
        <Fields fields={resource.fields} form={form} isNew={!row} />
        <Group mt="lg" gap="xs">
          <Button type="submit" loading={form.busy}>{row ? 'Save' : `Create ${resource.singular}`}</Button>
          <Button variant="default" onClick={onClose}>Cancel</Button>
        </Group>
      </fieldset>
    </form>
  );
}

function pickFields<Row extends { id: number }>(resource: Resource<Row>, row: Row): Values {
  const from = row as unknown as Values;
  return Object.fromEntries(resource.fields.map(({ name }) => [name, from[name] ?? resource.blank[name] ?? null]));
}
