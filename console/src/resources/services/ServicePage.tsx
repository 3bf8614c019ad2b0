import { Button, Group, SimpleGrid, Skeleton, Stack, Tabs, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { usePackages, useTaxes, type Service } from '~/api/catalog';
import { api } from '~/api/client';
import { changed, queryClient } from '~/api/query';
import { useCan } from '~/api/session';
import { formatSpeed, useFormat } from '~/lib/format';
import { Fields, Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import type { Values } from '~/resource/types';
import { History } from '~/resources/audit/History';
import { Confirm } from '~/ui/Confirm';
import { Card, useTitle } from '~/ui/Page';
import { Failure } from '~/ui/States';
import { YesNo } from '~/ui/Status';
import { done } from '~/ui/toast';
import { blankService, PARTS, serviceBody, serviceFields, serviceForm } from './fields';
import { inWords } from './words';

/** One service: its form in parts, what it does in words, where it is used, and its history. */
export default function ServicePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const isNew = id === 'new';
  const number = Number(id);
  const service = useQuery({ queryKey: ['services', 'one', number], queryFn: () => api.get<Service>(`/system/services/${number}`), enabled: !isNew });
  const can = useCan();
  useTitle(isNew ? 'New service' : (service.data?.name ?? 'Service'));
  if (service.isError) return <Failure error={service.error} onRetry={() => void service.refetch()} />;
  if (isNew) return <><Header name="New service" /><ServiceForm key="new" service={null} /></>;
  return (
    <>
      <Header name={service.data?.name} id={number} service={service.data} />
      <Tabs defaultValue="details" keepMounted={false} className="besidewide">
        <Tabs.List mb="md">
          <Tabs.Tab value="details">Details</Tabs.Tab>
          {can('audit_log.read') && <Tabs.Tab value="history">History</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="details">{service.data ? <ServiceForm key={JSON.stringify(service.data)} service={service.data} /> : <Waiting />}</Tabs.Panel>
        <Tabs.Panel value="history"><Card><History filter={{ entity: 'services', entity_id: number }} /></Card></Tabs.Panel>
      </Tabs>
    </>
  );
}

function Header({ name, id, service }: { name: string | undefined; id?: number; service?: Service | undefined }) {
  const [deleting, setDeleting] = useState(false);
  const can = useCan();
  const navigate = useNavigate();
  return (
    <header style={{ marginBottom: 14 }} className="besidewide">
      <Text size="sm" c="dimmed" mb={2}><Link to="/services" className="link">Services</Link>{id && <> / <span className="tnum">{id}</span></>}</Text>
      <Group justify="space-between" mih={36}>
        <Group gap="sm">
          {name === undefined ? <Skeleton height={28} width={260} /> : <Title order={1}>{name}</Title>}
          {service && !service.active && <YesNo value={false} no="Not sold any more" />}
        </Group>
        {service && can('services.delete') && <Button variant="default" leftSection={<IconTrash size={15} />} onClick={() => setDeleting(true)}>Delete</Button>}
      </Group>
      <Confirm opened={deleting} title="Delete this service?" onClose={() => setDeleting(false)}
        onConfirm={async () => {
          await api.delete(`/system/services/${id!}`);
          await navigate({ to: '/services' });
          queryClient.removeQueries({ queryKey: ['services', 'one', id] });
          changed('services', 'packages');
          done('The service was deleted');
        }}>
        <strong>{name}</strong> will be deleted, and leaves its packages. One that accounts have or had cannot be deleted: turn off “Sold” instead.
      </Confirm>
    </header>
  );
}

function ServiceForm({ service }: { service: Service | null }) {
  const form = useForm(service ? serviceForm(service) : blankService, serviceFields);
  const can = useCan();
  const navigate = useNavigate();
  const allowed = can(service ? 'services.update' : 'services.create');
  const save = async () => {
    let saved: Service | undefined;
    const ok = await form.submit(async (values) => {
      const body = serviceBody(values, service);
      saved = service ? await api.patch<Service>(`/system/services/${service.id}`, body) : await api.post<Service>('/system/services', body);
    });
    if (!ok || !saved) return requestAnimationFrame(() => document.querySelector('[aria-invalid="true"], [role="alert"]')?.scrollIntoView({ block: 'center' }));
    queryClient.setQueryData(['services', 'one', saved.id], saved);
    changed('services');
    done(service ? 'Saved' : 'The service was created');
    if (!service) await navigate({ to: '/services/$id', params: { id: String(saved.id) }, replace: true });
  };
  const parts = PARTS.filter((part) => part.fields.some((field) => !field.when || field.when(form.values, !service)));
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}
      onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && (event.preventDefault(), void save())}>
      <fieldset disabled={!allowed} style={{ all: 'unset', display: 'block' }}>
        <div className="beside">
          <Stack gap="md">
            <Problem form={form} />
            {parts.map((part, index) => <Card key={part.title} title={part.title}><Fields fields={part.fields} form={form} isNew={!service} focus={!service && index === 0} /></Card>)}
          </Stack>
          <Stack gap="md" className="sticky">
            <InWords values={form.values} />
            {allowed && (
              <Group gap="xs">
                <Button type="submit" loading={form.busy} disabled={!!service && !form.dirty}>{service ? 'Save' : 'Create service'}</Button>
                {service ? form.dirty && <Text size="sm" c="dimmed">Not saved yet</Text> : <Button variant="default" renderRoot={(props) => <Link to="/services" {...props} />}>Cancel</Button>}
              </Group>
            )}
            {service && <InPackages id={service.id} />}
          </Stack>
        </div>
      </fieldset>
    </form>
  );
}

function InWords({ values }: { values: Values }) {
  const format = useFormat();
  const taxes = useTaxes();
  const chosen = (values.taxes as number[] | undefined) ?? [];
  const names = chosen.map((id) => taxes?.find((tax) => tax.id === id)?.name ?? String(id));
  const sentences = inWords(values, { money: format.money, price: format.price, speed: formatSpeed, taxes: names });
  return (
    <Card title="In words">
      <Stack gap={7} aria-live="polite">{sentences.map((sentence, index) => <Text key={sentence} size="sm" {...(index === 0 ? { fw: 560 } : { c: 'dimmed' })} className="tnum">{sentence}</Text>)}</Stack>
    </Card>
  );
}

function InPackages({ id }: { id: number }) {
  const can = useCan();
  const packages = usePackages()?.filter((row) => row.services.includes(id));
  if (!can('packages.read')) return null;
  return (
    <Card title="Packages with it">
      {packages === undefined ? <Skeleton height={18} width="60%" /> : packages.length === 0 ? <Text size="sm" c="dimmed">In no package.</Text> : (
        <Stack gap={5}>{packages.map((row): ReactNode => <Link key={row.id} className="link" style={{ fontSize: '0.875rem' }} to="/packages" search={{ q: row.name } as never}>{row.name}</Link>)}</Stack>
      )}
    </Card>
  );
}

function Waiting() {
  return (
    <SimpleGrid cols={1} maw={760} aria-busy="true" aria-label="Loading">
      <Skeleton height={330} /><Skeleton height={130} /><Skeleton height={180} />
    </SimpleGrid>
  );
}
