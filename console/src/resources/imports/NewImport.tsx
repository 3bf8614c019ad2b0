import { Button, Group, Modal, Radio, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { api, url, type ApiPath } from '~/api/client';
import { importsQuery, typesQuery, type DataImport, type ImportType } from '~/api/imports';
import { changed } from '~/api/query';
import { useSession } from '~/api/session';
import { useFormat } from '~/lib/format';
import { Fields, Problem } from '~/resource/Fields';
import { refuse, useForm } from '~/resource/form';
import { Failure, Lines } from '~/ui/States';
import { optionDefaults, optionFields } from './options';
import { STAGES } from './status';
import { knownType, within } from './types';

interface Props {
  opened: boolean;
  /** The type that is chosen already. */
  preset: string | undefined;
  onClose: () => void;
}

/** Begins an import, or goes on with one that was left. */
export function NewImport({ opened, preset, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} size={780} title={<Text fw={640} size="lg">Create data import</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Choice preset={preset} onClose={onClose} />
    </Modal>
  );
}

function Choice({ preset, onClose }: Omit<Props, 'opened'>) {
  const types = useQuery(typesQuery);
  const [chosen, setChosen] = useState(preset);
  const group = useRef<HTMLDivElement>(null);
  // The types come after the dialog has looked for what to focus.
  useEffect(() => group.current?.querySelector<HTMLElement>('[aria-checked="true"]')?.focus(), [types.data !== undefined]);
  if (types.isError) return <Failure error={types.error} onRetry={() => void types.refetch()} />;
  if (!types.data) return <Lines count={3} height={48} />;
  const type = types.data.find(({ name }) => name === chosen) ?? types.data[0];
  return (
    <Stack gap="md">
      <Drafts onClose={onClose} />
      <Radio.Group ref={group} label="What is in the file?" value={type?.name ?? ''} onChange={setChosen}>
        <SimpleGrid cols={{ base: 1, xs: 2, sm: 3 }} spacing="xs" mt={6}>
          {types.data.map((one) => <TypeCard key={one.name} type={one} chosen={one === type} />)}
        </SimpleGrid>
      </Radio.Group>
      {type && <Begin key={type.name} type={type} onClose={onClose} />}
    </Stack>
  );
}

function TypeCard({ type: { name, label }, chosen }: { type: ImportType; chosen: boolean }) {
  const { icon: Icon, about } = knownType(name);
  return (
    <Radio.Card value={name} className="choice" p="sm" data-autofocus={chosen || undefined} style={{ display: 'flex', alignItems: 'flex-start' }}>
      <Group wrap="nowrap" gap="sm" align="flex-start" flex={1}>
        <Icon size={22} stroke={1.5} style={{ flex: 'none', marginTop: 1 }} />
        <div style={{ flex: 1 }}><Text size="sm" fw={600}>{label}</Text><Text size="xs" c="dimmed">{about}</Text></div>
        <Radio.Indicator style={{ flex: 'none' }} />
      </Group>
    </Radio.Card>
  );
}

/** The extra fields of a type, and on to its file. */
function Begin({ type, onClose }: { type: ImportType; onClose: () => void }) {
  const fields = optionFields(type.options);
  const form = useForm(optionDefaults(type.options), fields);
  const navigate = useNavigate();
  const begin = async () => {
    let begun: DataImport | undefined;
    const ok = await form.submit(async (values) => {
      refuse(Object.fromEntries(fields.map(({ name, label, required }) => [name, required && !values[name] ? `The ${label.toLowerCase()} is required.` : undefined])));
      begun = await api.post<DataImport>(`/data_imports/${type.name}` as ApiPath<'post'>, values);
    });
    if (!ok || !begun) return;
    changed('data_imports');
    await navigate({ to: '/imports/$id', params: { id: String(begun.id) } });
  };
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void begin())}>
      <Problem form={form} />
      {fields.length > 0 && <Fields fields={fields} form={form} isNew focus={false} />}
      <Group mt="lg" justify="space-between" gap="xs">
        <a className="link" style={{ fontSize: '0.84rem' }} href={url(`/data_imports/types/${type.name}/template`, { example: 1 })} download={`${type.name}-template.csv`}>Template for {within(type.label)}</a>
        <Group gap="xs">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button type="submit" loading={form.busy}>Upload a file</Button>
        </Group>
      </Group>
    </form>
  );
}

/** Imports that this user has begun and not started. */
function Drafts({ onClose }: { onClose: () => void }) {
  const user = useSession()?.user.id;
  const format = useFormat();
  const navigate = useNavigate();
  const drafts = useQuery({ ...importsQuery({ limit: 3, sort: '-id', 'filter[status]': 'Pending', 'filter[user_id]': user }), enabled: user !== undefined }).data?.data.filter(({ stage }) => stage !== 'upload');
  if (!drafts?.length) return null;
  return (
    <section className="example" aria-label="Not finished">
      <Text size="sm" fw={600} mb={4}>Go on where you left off</Text>
      {drafts.map((draft) => (
        <Group key={draft.id} justify="space-between" wrap="nowrap" gap="sm" py={4}>
          <Text size="sm" truncate>{draft.filename ?? draft.type_label} <Text span c="dimmed" size="xs">{draft.type_label}, {STAGES[draft.stage].toLowerCase()}, {format.instant(draft.created_at)}</Text></Text>
          <Button size="xs" variant="light" style={{ flex: 'none' }} aria-label={`Continue import ${draft.id}`} onClick={() => (onClose(), void navigate({ to: '/imports/$id', params: { id: String(draft.id) } }))}>Continue</Button>
        </Group>
      ))}
    </section>
  );
}
