import { Badge, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useServices, type Tax } from '~/api/catalog';
import { api } from '~/api/client';
import { useCan } from '~/api/session';
import { useKeys } from '~/lib/keys';
import { ResourceDrawer } from '~/resource/ResourceDrawer';
import { LocalResourceList } from '~/resource/ResourceList';
import { Card, useTitle } from '~/ui/Page';
import { Failure } from '~/ui/States';
import { geotaxes } from './geotaxes';
import { Rate, taxes } from './taxes';

/** One tax: where it applies at which rate, and the services that bear it. */
export default function TaxPage() {
  const id = Number((useParams({ strict: false }) as { id: string }).id);
  const tax = useQuery({ queryKey: ['taxes', 'one', id], queryFn: () => api.get<Tax>(`/financial/taxes/${id}`) });
  const [editing, setEditing] = useState(false);
  const can = useCan();
  const row = tax.data;
  useTitle(row?.name ?? 'Tax');
  useKeys({ e: () => setEditing(true) }, !!row);
  if (tax.isError) return <Failure error={tax.error} onRetry={() => void tax.refetch()} />;
  return (
    <>
      <header style={{ marginBottom: 16 }} className="besidewide">
        <Text size="sm" c="dimmed" mb={2}><Link to="/taxes" className="link">Taxes</Link> / <span className="tnum">{id}</span></Text>
        <Group justify="space-between" mih={36}>
          {row ? <Title order={1}>{row.name}</Title> : <Skeleton height={28} width={240} />}
          {row && can('taxes.update') && <Button leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>Edit</Button>}
        </Group>
        <Text size="sm" c="dimmed" mt={3} mih={21}>{row && (row.type === 'geo' ? 'An account pays the rates of all places that its service address lies in: those of the state, the county and the city add up.' : 'Every account pays it for the services that name it.')}</Text>
      </header>
      <div className="beside">
        {!row ? <Skeleton height={260} /> : row.type === 'geo' ? <LocalResourceList resource={geotaxes(row)} expected={5} /> : (
          <Card title="Rate"><Group gap="sm"><Text size="xl" fw={620} className="tnum"><Rate {...row} /></Text><Badge variant="default">Everywhere</Badge></Group></Card>
        )}
        <Stack gap="md"><Bearers tax={id} /></Stack>
      </div>
      <ResourceDrawer resource={taxes} target={editing && row ? row : null} onClose={() => setEditing(false)} />
    </>
  );
}

function Bearers({ tax }: { tax: number }) {
  const can = useCan();
  const services = useServices()?.filter((service) => service.taxes.includes(tax));
  if (!can('services.read')) return null;
  return (
    <Card title="Services that bear it">
      {services === undefined ? <Skeleton height={18} width="60%" /> : services.length === 0 ? <Text size="sm" c="dimmed">None yet. Add it on the page of a service.</Text> : (
        <Stack gap={5}>{services.map((row) => <Link key={row.id} className="link" style={{ fontSize: '0.875rem' }} to="/services/$id" params={{ id: String(row.id) }}>{row.name}</Link>)}</Stack>
      )}
    </Card>
  );
}
