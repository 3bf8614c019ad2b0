import { Group, Skeleton, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { RateDeck, VoiceProvider } from '~/api/voice';
import { useFormat } from '~/lib/format';
import { useTitle } from '~/ui/Page';
import { StatusDot } from '~/ui/Status';
import { inForce, stateOf } from './decks';

/** The head of a screen about a deck. */
export function DeckHeader({ provider, deck, title, actions, children }: { provider: VoiceProvider | undefined; deck: RateDeck | undefined; title: string; actions?: ReactNode; children?: ReactNode }) {
  const format = useFormat();
  useTitle(title);
  return (
    <header style={{ marginBottom: 16 }}>
      <Text size="sm" c="dimmed" mb={2} mih={20}><Link to="/voice-providers" className="link">Voice providers</Link> / {provider && <Link to="/voice-providers/$id" params={{ id: String(provider.id) }} className="link">{provider.name}</Link>}</Text>
      <Group justify="space-between" mih={36} gap="sm">
        <div>
          {deck ? <Title order={1}>{title}</Title> : <Skeleton height={28} width={180} />}
          <Group gap="4px 10px" mt={6} mih={26}>{children ?? (deck && <><StatusDot {...stateOf(deck)} pill /><Text size="sm" c="dimmed" className="tnum">{inForce(deck, format.instant)}</Text></>)}</Group>
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
    </header>
  );
}
