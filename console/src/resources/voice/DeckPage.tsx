import { Button, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { IconGitCompare, IconPlayerPlay, IconSearch } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { ApiError } from '~/api/client';
import { useCan } from '~/api/session';
import { decksPath, decksQuery, providerQuery, type DeckRate } from '~/api/voice';
import { formatCount, rateText, useFormat } from '~/lib/format';
import { useKeys } from '~/lib/keys';
import { Empty, Failure } from '~/ui/States';
import { ActivateDeck } from './ActivateDeck';
import { DeckHeader } from './DeckHeader';
import { activeOf, counterpart } from './decks';
import { PriceCheck } from './PriceCheck';
import { nanos, priceText } from './rating';
import { SaveAll } from './SaveAll';
import { useWindows } from './table/useWindows';
import { VirtualTable, type VirtualColumn } from './table/VirtualTable';

/** The rates of one deck. */
export default function DeckPage() {
  const params = useParams({ strict: false }) as { id: string; deck: string };
  const [id, number] = [Number(params.id), Number(params.deck)];
  const provider = useQuery(providerQuery(id));
  const decks = useQuery(decksQuery(id));
  const navigate = useNavigate();
  const can = useCan();
  const [activating, setActivating] = useState(false);
  const deck = decks.data?.find((one) => one.id === number);
  const other = deck && counterpart(deck, decks.data!);
  const broken = [provider, decks].find((read) => read.isError);
  if (broken) return <Failure error={broken.error} onRetry={() => void Promise.all([provider.refetch(), decks.refetch()])} />;
  if (decks.data && !deck) return <Failure error={new ApiError(404, 'This deck does not exist.')} />;
  const compare = () => deck && other && void navigate({ to: '/voice-providers/$id/decks/$deck/compare/$other', params: deck.state === 'active' ? { id: params.id, deck: String(other.id), other: params.deck } : { ...params, other: String(other.id) } });
  return (
    <>
      <DeckHeader provider={provider.data} deck={deck} title={`Rate deck ${number}`} actions={deck && (
        <>
          {other && <Button variant="default" leftSection={<IconGitCompare size={16} />} onClick={compare}>Compare</Button>}
          {deck.state !== 'active' && can('rate_decks.update') && <Button leftSection={<IconPlayerPlay size={16} />} onClick={() => setActivating(true)}>Activate</Button>}
        </>
      )} />
      <div className="moneybeside">
        <Rates key={number} provider={id} deck={number} />
        <div className="sticky"><PriceCheck provider={id} deck={number} /></div>
      </div>
      <ActivateDeck deck={activating && deck ? deck : null} active={decks.data && activeOf(decks.data)} onClose={() => setActivating(false)} />
    </>
  );
}

function Rates({ provider, deck }: { provider: number; deck: number }) {
  const [text, setText] = useState('');
  const [words] = useDebouncedValue(text.trim(), 250);
  const input = useRef<HTMLInputElement>(null);
  const format = useFormat();
  const path = `${decksPath(provider)}/${deck}/rates` as const;
  const query = { search: words || undefined };
  const rates = useWindows<DeckRate>('deck_rates', path, query);
  useKeys({ '/': () => input.current?.focus() });
  const columns: VirtualColumn<DeckRate>[] = [
    { key: 'prefix', label: 'Prefix', width: [90, 150], render: (rate) => <Text span size="sm" fw={560}>{rate.prefix}</Text> },
    { key: 'name', label: 'Name', width: [120, '1fr'], render: (rate) => <span title={rate.name}>{rate.name}</span> },
    { key: 'rate', label: 'A minute', width: [96, 130], numeric: true, render: (rate) => format.price(priceText(nanos(rate.rate))) },
  ];
  return (
    <section className="card" aria-label="Rates">
      <div className="toolbar">
        <TextInput ref={input} w={260} type="search" aria-label="Search rates" placeholder="Prefix or name" leftSection={<IconSearch size={15} />} value={text} onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()} />
        <Text size="sm" c="dimmed" className="tnum" aria-live="polite">{rates.count !== undefined && `${formatCount(rates.count)} ${rates.count === 1 ? 'prefix' : 'prefixes'}`}</Text>
        <SaveAll<DeckRate> path={path} query={query} name={`rate-deck-${deck}.csv`} columns={CSV} />
      </div>
      {rates.error ? <Failure error={rates.error} onRetry={rates.retry} />
        : rates.count === 0 ? <Empty title={words ? 'Nothing matches' : 'No rates'} hint={words ? 'Try fewer digits, or another word.' : ''} />
        : <VirtualTable label="Rates" columns={columns} count={rates.count} rowAt={rates.rowAt} onSee={rates.see} of={words} height={HEIGHT} />}
    </section>
  );
}

const CSV: [string, (rate: DeckRate) => string][] = [['prefix', (rate) => rate.prefix], ['name', (rate) => rate.name], ['rate_in_cents_a_minute', (rate) => rateText(rate.rate)]];

const HEIGHT = 'max(360px, calc(100dvh - 290px))';
