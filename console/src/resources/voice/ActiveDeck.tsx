import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { decksQuery } from '~/api/voice';
import { useCan } from '~/api/session';
import { formatCount, useFormat } from '~/lib/format';

/** The deck in force, and the one that comes. */
export function ActiveDeck({ provider }: { provider: number }) {
  const may = useCan()('rate_decks.read');
  const format = useFormat();
  const decks = useQuery({ ...decksQuery(provider), enabled: may }).data;
  const active = decks?.find((deck) => deck.state === 'active');
  const next = decks?.filter((deck) => deck.state === 'waiting' && deck.activate_at).sort((a, b) => a.activate_at!.localeCompare(b.activate_at!))[0];
  if (!active) return null;
  return (
    <>
      <span className="tnum">{formatCount(active.rates)} prefixes</span> <Text span size="sm" c="dimmed">since {format.instant(active.activated_at)}{next && `, another one from ${format.instant(next.activate_at)}`}</Text>
    </>
  );
}
