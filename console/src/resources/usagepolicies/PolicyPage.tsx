import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useServices, type UsagePolicy } from '~/api/catalog';
import { api } from '~/api/client';
import { useCan } from '~/api/session';
import { useFormat } from '~/lib/format';
import { useKeys } from '~/lib/keys';
import { ResourceDrawer } from '~/resource/ResourceDrawer';
import { Card, useTitle } from '~/ui/Page';
import { Failure } from '~/ui/States';
import { FreeTimes } from './FreeTimes';
import { policies, policyInWords } from './policies';

/** One usage policy: what it does, its week of free times, and the services that follow it. */
export default function PolicyPage() {
  const id = Number((useParams({ strict: false }) as { id: string }).id);
  const policy = useQuery({ queryKey: ['usage_based_billing_policies', 'one', id], queryFn: () => api.get<UsagePolicy>(`/system/usage_based_billing_policies/${id}`) });
  const [editing, setEditing] = useState(false);
  const can = useCan();
  const row = policy.data;
  useTitle(row?.description ?? 'Usage policy');
  useKeys({ e: () => setEditing(true) }, !!row);
  if (policy.isError) return <Failure error={policy.error} onRetry={() => void policy.refetch()} />;
  return (
    <>
      <header style={{ marginBottom: 16 }} className="besidewide">
        <Text size="sm" c="dimmed" mb={2}><Link to="/usage-policies" className="link">Usage policies</Link> / <span className="tnum">{id}</span></Text>
        <Group justify="space-between" mih={36}>
          {row ? <Title order={1}>{row.description}</Title> : <Skeleton height={28} width={240} />}
          {row && can('usage_based_billing_policies.update') && <Button leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>Edit</Button>}
        </Group>
      </header>
      <div className="beside">
        <FreeTimes policy={id} />
        <Stack gap="md">
          <InWords policy={row} />
          <Followers policy={id} />
        </Stack>
      </div>
      <ResourceDrawer resource={policies} target={editing && row ? row : null} onClose={() => setEditing(false)} />
    </>
  );
}

function InWords({ policy }: { policy: UsagePolicy | undefined }) {
  const { money } = useFormat();
  const service = useServices()?.find((row) => row.id === policy?.service_id);
  return (
    <Card title="In words">
      {!policy ? <Skeleton height={64} /> : (
        <Stack gap={7}>{policyInWords(policy, service, money).map((sentence, index) => <Text key={sentence} size="sm" {...(index === 0 ? { fw: 560 } : { c: 'dimmed' })} className="tnum">{sentence}</Text>)}</Stack>
      )}
    </Card>
  );
}

function Followers({ policy }: { policy: number }) {
  const can = useCan();
  const services = useServices()?.filter((row) => row.usage_based_billing_policy_id === policy);
  if (!can('services.read')) return null;
  return (
    <Card title="Services that follow it">
      {services === undefined ? <Skeleton height={18} width="60%" /> : services.length === 0 ? <Text size="sm" c="dimmed">None yet. Choose it on the page of an internet service.</Text> : (
        <Stack gap={5}>{services.map((row) => <Link key={row.id} className="link" style={{ fontSize: '0.875rem' }} to="/services/$id" params={{ id: String(row.id) }}>{row.name}</Link>)}</Stack>
      )}
    </Card>
  );
}
