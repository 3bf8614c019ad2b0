import { Badge, Button, Drawer, Group, Menu, SegmentedControl, SimpleGrid, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { IconBraces } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import { useCan } from '~/api/session';
import { humanize, useFormat } from '~/lib/format';
import { Fields, Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import type { Field } from '~/resource/types';
import { Confirm } from '~/ui/Confirm';
import { DataTable } from '~/ui/DataTable';
import { Html } from '~/ui/Html';
import { Card } from '~/ui/Page';
import { Failure, Lines } from '~/ui/States';
import { done } from '~/ui/toast';

interface Message {
  kind: string;
  locale: 'en' | 'es' | 'fr';
  built_in: boolean;
  subject: string;
  body: string;
  updated_at: string | null;
  variables: { name: string; description: string }[];
}

const KEY = 'message_templates';
const LOCALES = [{ value: 'en', label: 'English' }, { value: 'es', label: 'Spanish' }, { value: 'fr', label: 'French' }];
const fields: Field[] = [
  { name: 'subject', label: 'Subject', required: true },
  { name: 'body', label: 'Text', kind: 'textarea', required: true, hint: 'HTML: paragraphs, lists, tables, links, bold and the like. Who reads without HTML gets it as plain text.' },
];

/** The texts of mails to customers: the built-in ones, or the operator's own. */
export function MessageTemplates() {
  const format = useFormat();
  const [locale, setLocale] = useState('en');
  const [shown, setShown] = useState<string | null>(null);
  const list = useQuery({ queryKey: [KEY], queryFn: async () => (await api.list<Message>('/system/message_templates')).data });
  const rows = list.data?.filter((row) => row.locale === locale).map((row) => ({ ...row, id: row.kind }));
  const target = rows?.find((row) => row.kind === shown);
  return (
    <Card title="Texts" padded={false} actions={<SegmentedControl size="xs" aria-label="Language" value={locale} onChange={setLocale} data={LOCALES} />}>
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : (
        <DataTable label="Texts of mails" rows={rows} expected={9} onOpen={(row) => setShown(row.kind)}
          columns={[
            { key: 'kind', label: 'Mail', width: 220, render: (row) => <Text span size="sm" fw={560}>{humanize(row.kind)}</Text> },
            { key: 'subject', label: 'Subject' },
            { key: 'built_in', label: 'Text', width: 230, wide: true, render: (row) => (row.built_in ? <Text span size="sm" c="dimmed">Built in</Text> : <Badge variant="light" color="tide">Your own, {format.instant(row.updated_at)}</Badge>) },
          ]} />
      )}
      <Drawer opened={!!target} onClose={() => setShown(null)} size="min(1080px, 96vw)" title={<Text fw={640} size="lg">{target && humanize(target.kind)}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
        {target && <Editor key={`${target.kind}-${target.locale}-${target.updated_at}`} message={target} onClose={() => setShown(null)} />}
      </Drawer>
    </Card>
  );
}

function Editor({ message, onClose }: { message: Message; onClose: () => void }) {
  const allowed = useCan()('settings.update');
  const [resetting, setResetting] = useState(false);
  const form = useForm({ subject: message.subject, body: message.body }, fields);
  const path = `/system/message_templates/${message.kind}/${message.locale}` as const;
  const [typed] = useDebouncedValue(JSON.stringify(form.values), 350);
  const preview = useQuery({ queryKey: [KEY, path, typed], queryFn: () => api.post<{ subject: string; html: string }>(`${path}/preview`, JSON.parse(typed)), placeholderData: keepPreviousData, retry: false });
  const save = async () => {
    if (!(await form.submit((values) => api.patch(path, values)))) return;
    changed(KEY);
    done('The text was saved');
    onClose();
  };
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}>
        <fieldset disabled={!allowed} style={{ all: 'unset', display: 'block' }}>
          <Problem form={form} />
          <Fields fields={fields} form={form} isNew={false} />
          <Group mt="lg" gap="xs">
            <Button type="submit" loading={form.busy} disabled={!form.dirty}>Save</Button>
            <Menu shadow="md" width={320}>
              <Menu.Target><Button variant="default" leftSection={<IconBraces size={15} />}>Variables</Button></Menu.Target>
              <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
                {message.variables.map((variable) => (
                  <Menu.Item key={variable.name} onClick={() => form.set('body', `${String(form.values.body)}{{${variable.name}}}`)}><span className="mono">{variable.name}</span><Text size="xs" c="dimmed">{variable.description}</Text></Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
            {!message.built_in && <Button variant="default" onClick={() => setResetting(true)}>Back to the built-in text</Button>}
          </Group>
        </fieldset>
      </form>
      <section aria-label="Preview" aria-busy={preview.isPlaceholderData || undefined}>
        <Text size="sm" c="dimmed" mb={6}>With made-up data</Text>
        {preview.isError ? <Failure error={preview.error} /> : !preview.data ? <Lines count={8} /> : (
          <div className="card"><header><h3>{preview.data.subject}</h3></header><div className="body"><Html html={preview.data.html} /></div></div>
        )}
      </section>
      <Confirm opened={resetting} title="Back to the built-in text?" action="Back to the built-in text" onClose={() => setResetting(false)}
        onConfirm={async () => {
          await api.delete(path);
          changed(KEY);
          done('The built-in text is in use');
          onClose();
        }}>
        Your own text is lost.
      </Confirm>
    </SimpleGrid>
  );
}
