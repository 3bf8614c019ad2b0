import { Button, Group, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '~/api/session';
import { decksQuery, providerQuery } from '~/api/voice';
import { useKeys } from '~/lib/keys';
import { ResourceDrawer } from '~/resource/ResourceDrawer';
import { ImportLink } from '~/resources/imports/ImportLink';
import { Card, useTitle } from '~/ui/Page';
import { Empty, Failure } from '~/ui/States';
import { DeckList } from './DeckList';
import { activeOf } from './decks';
import { PriceCheck } from './PriceCheck';
import { providers } from './providers';

/** One voice provider: its rate decks, and what calls cost by the active one. */
export default function ProviderPage() {
  const id = Number((useParams({ strict: false }) as { id: string }).id);
  const provider = useQuery(providerQuery(id));
  const can = useCan();
  const decks = useQuery({ ...decksQuery(id), enabled: can('rate_decks.read') });
  const [editing, setEditing] = useState(false);
  const row = provider.data;
  const mayEdit = can('voice_providers.update');
  useTitle(row?.name ?? 'Voice provider');
  useKeys({ e: () => setEditing(true) }, !!row && mayEdit);
  if (provider.isError) return <Failure error={provider.error} onRetry={() => void provider.refetch()} />;
  const active = decks.data && activeOf(decks.data);
  return (
    <>
      <header style={{ marginBottom: 16 }}>
        <Text size="sm" c="dimmed" mb={2}><Link to="/voice-providers" className="link">Voice providers</Link> / <span className="tnum">{id}</span></Text>
        <Group justify="space-between" mih={36}>
          {row ? <Title order={1}>{row.name}</Title> : <Skeleton height={28} width={240} />}
          <Group gap="xs">
            <ImportLink type="voice_provider_rates" />
            {row && mayEdit && <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>Edit</Button>}
          </Group>
        </Group>
      </header>
      <div className="moneybeside">
        <Card title="Rate decks" padded={false}>
          {decks.isError ? <Failure error={decks.error} onRetry={() => void decks.refetch()} />
            : decks.data?.length === 0 ? <Empty title="No rates yet" hint="Import the deck that this provider sent you. Until then its calls abroad are kept, and wait for a rate." action={<ImportLink type="voice_provider_rates" />} />
            : <DeckList decks={decks.data} />}
        </Card>
        <div className="sticky">{active ? <PriceCheck provider={id} deck={active.id} /> : decks.isPending && <Skeleton height={300} />}</div>
      </div>
      <ResourceDrawer resource={providers} target={editing && row ? row : null} onClose={() => setEditing(false)} />
    </>
  );
}
