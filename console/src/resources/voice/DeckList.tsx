import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { IconGitCompare, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import { useCan } from '~/api/session';
import type { RateDeck } from '~/api/voice';
import { formatCount, useFormat } from '~/lib/format';
import { Confirm } from '~/ui/Confirm';
import { DataTable, type Column } from '~/ui/DataTable';
import { StatusDot } from '~/ui/Status';
import { done } from '~/ui/toast';
import { ActivateDeck } from './ActivateDeck';
import { activeOf, counterpart, inForce, inOrder, stateOf } from './decks';
import { nanos, priceText } from './rating';

/** The decks of a provider: the one in force, those that come, and the past. */
export function DeckList({ decks }: { decks: RateDeck[] | undefined }) {
  const can = useCan();
  const format = useFormat();
  const navigate = useNavigate();
  const [activating, setActivating] = useState<RateDeck | null>(null);
  const [doomed, setDoomed] = useState<RateDeck | null>(null);
  const place = (deck: RateDeck) => ({ id: String(deck.voice_provider_id), deck: String(deck.id) });
  const columns: Column<RateDeck>[] = [
    { key: 'id', label: 'Deck', width: 90, render: (deck) => <Text span size="sm" fw={560}>No. {deck.id}</Text> },
    { key: 'state', label: 'State', render: (deck) => <><StatusDot {...stateOf(deck)} /> <Text span size="sm" c="dimmed">{inForce(deck, format.instant)}</Text></> },
    { key: 'rates', label: 'Prefixes', numeric: true, width: 110, render: (deck) => <>{formatCount(deck.rates)}{deck.skipped > 0 && <Text size="xs" c="dimmed">{formatCount(deck.skipped)} lines skipped</Text>}</> },
    { key: 'percentage_increase', label: 'Raised by', numeric: true, wide: true, width: 110, render: (deck) => <>{format.percent(deck.percentage_increase)}{Number(deck.minimum_rate) > 0 && <Text size="xs" c="dimmed">at least {format.price(priceText(nanos(deck.minimum_rate)))}</Text>}</> },
  ];
  const actions = (deck: RateDeck) => {
    const other = decks && counterpart(deck, decks);
    return (
      <Group gap={2} justify="flex-end" wrap="nowrap">
        {other && <Tooltip label={`Compare with deck ${other.id}`}><ActionIcon variant="subtle" color="gray" aria-label={`Compare deck ${deck.id} with deck ${other.id}`} onClick={() => void navigate({ to: '/voice-providers/$id/decks/$deck/compare/$other', params: deck.state === 'active' ? { ...place(other), other: String(deck.id) } : { ...place(deck), other: String(other.id) } })}><IconGitCompare size={16} stroke={1.6} /></ActionIcon></Tooltip>}
        {deck.state !== 'active' && can('rate_decks.update') && <Tooltip label="Activate"><ActionIcon variant="subtle" color="gray" aria-label={`Activate deck ${deck.id}`} onClick={() => setActivating(deck)}><IconPlayerPlay size={16} stroke={1.6} /></ActionIcon></Tooltip>}
        {deck.state !== 'active' && can('rate_decks.delete') && <Tooltip label="Delete"><ActionIcon variant="subtle" color="gray" aria-label={`Delete deck ${deck.id}`} onClick={() => setDoomed(deck)}><IconTrash size={16} stroke={1.6} /></ActionIcon></Tooltip>}
      </Group>
    );
  };
  return (
    <>
      <DataTable label="Rate decks" columns={columns} rows={decks && inOrder(decks)} expected={3} actions={actions} onOpen={(deck) => void navigate({ to: '/voice-providers/$id/decks/$deck', params: place(deck) })} />
      <ActivateDeck deck={activating} active={decks && activeOf(decks)} onClose={() => setActivating(null)} />
      <Confirm opened={doomed !== null} title="Delete this rate deck?" onClose={() => setDoomed(null)}
        onConfirm={async () => {
          await api.delete(`/system/voice/voice_providers/${doomed!.voice_provider_id}/rate_decks/${doomed!.id}`);
          changed('rate_decks', 'voice_providers');
          done(`Deck ${doomed!.id} was deleted`);
        }}>
        {doomed && <><strong>Deck {doomed.id}</strong> with its {formatCount(doomed.rates)} prefixes will be deleted{doomed.activate_at && doomed.state === 'waiting' ? ', and does not come into force' : ''}. Calls that were rated by it keep their rate.</>}
      </Confirm>
    </>
  );
}
