import { NumberInput, Select, SimpleGrid, Skeleton, Text, TextInput } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { useServices, type Service } from '~/api/catalog';
import { api } from '~/api/client';
import { queryClient } from '~/api/query';
import { decksPath, type DeckRate } from '~/api/voice';
import { formatDuration, useFormat } from '~/lib/format';
import { fromCents } from '~/resources/accountbilling/cents';
import { Card } from '~/ui/Page';
import { Failure } from '~/ui/States';
import { numberText } from './numbers';
import { billedSeconds, costInCents, dialled, nanos, nanosOfPrice, prefixesOf, priceText, quote, type Dialled, type Match, type Terms } from './rating';

/** What a deck has for the beginnings of a number, the longest first. Each beginning is asked for once, so that a further digit is one question. */
function useMatches(provider: number, deck: number, digits: string) {
  const rates = `${decksPath(provider)}/${deck}/rates` as const;
  return useQueries({
    queries: prefixesOf(digits).map((prefix) => ({
      queryKey: ['deck_rates', deck, 'prefix', prefix],
      queryFn: async () => (await api.list<DeckRate>(rates, { 'filter[prefix]': prefix, limit: 1 })).data[0] ?? null,
      staleTime: Infinity,
    })),
    combine: (results) => ({
      error: results.find((result) => result.isError)?.error ?? null,
      pending: results.some((result) => result.isPending),
      found: results.flatMap((result): Match[] => (result.data ? [{ prefix: result.data.prefix, name: result.data.name, nanos: nanos(result.data.rate) }] : [])),
    }),
  });
}

const termsOf = (service: Service): Terms => ({
  local_prefixes: service.local_prefixes,
  first_interval_in_seconds: service.first_interval_in_seconds ?? 0,
  sub_interval_in_seconds: service.sub_interval_in_seconds ?? 0,
  local_nanos: service.unlimited_local_minutes ? 0n : nanosOfPrice(service.local_minutes_amount),
  long_distance_nanos: service.unlimited_long_distance_minutes ? 0n : nanosOfPrice(service.long_distance_minutes_amount),
});

const DECK_ONLY = 'deck';

/** What a call to a number costs by a deck, and which prefix says so. */
export function PriceCheck({ provider, deck }: { provider: number; deck: number }) {
  const [text, setText] = useState('');
  const [minutes, setMinutes] = useState<number | ''>(3);
  const services = useServices()?.filter((service) => service.voice_service && service.active);
  const [chosen, setChosen] = useState<string | null>(null);
  const service = chosen === DECK_ONLY ? undefined : (services?.find((row) => String(row.id) === chosen) ?? services?.[0]);
  const to = dialled(text);
  return (
    <Card title="What does a call cost?">
      <TextInput label="Number" placeholder="+44 20 7946 0123" value={text} inputMode="tel" autoComplete="off" onChange={(event) => setText(event.currentTarget.value)}
        error={text.replace(/\D/g, '').length > 21 ? 'This is longer than any number.' : undefined} />
      <SimpleGrid cols={2} spacing="sm" mt="sm">
        <NumberInput label="Length" min={0} max={10_080} hideControls value={minutes} rightSection={<Text size="sm" c="dimmed">minutes</Text>} rightSectionWidth={66} onChange={(next) => setMinutes(next === '' ? '' : Number(next))} />
        <Select label="Customer with" allowDeselect={false} value={service ? String(service.id) : DECK_ONLY} onChange={setChosen}
          data={[...(services ?? []).map((row) => ({ value: String(row.id), label: row.name })), { value: DECK_ONLY, label: 'The deck alone' }]} />
      </SimpleGrid>
      <div aria-live="polite" style={{ minHeight: 150, marginTop: 14 }}>
        {to ? <Answer provider={provider} deck={deck} to={to} seconds={Math.round(Number(minutes || 0) * 60)} service={service} /> : <Text size="sm" c="dimmed">{text ? 'Go on: a number has ten digits, and begins with 011 or + when it is abroad.' : 'Type a number to see which prefix decides.'}</Text>}
      </div>
    </Card>
  );
}

interface AnswerProps {
  provider: number;
  deck: number;
  to: Dialled;
  seconds: number;
  service: Service | undefined;
}

function Answer({ provider, deck, to, seconds, service }: AnswerProps) {
  const format = useFormat();
  const { found, pending, error } = useMatches(provider, deck, to.digits);
  if (error) return <Failure error={error} onRetry={() => void queryClient.invalidateQueries({ queryKey: ['deck_rates', deck, 'prefix'] })} />;
  if (pending) return <><Skeleton height={30} width="55%" /><Skeleton height={15} mt={10} width="85%" /><Skeleton height={15} mt={8} width="70%" /></>;
  const best = found[0] ?? null;
  const rated = service ? quote(to, seconds, termsOf(service), best) : best && { class: null, billed_seconds: billedSeconds(seconds, 0, 0), nanos: best.nanos, matched: best };
  const matched = rated?.matched ?? null;
  const shown = matched && to.digits.startsWith(matched.prefix) ? matched.prefix.length : matched ? matched.prefix.length + 1 : 0;
  const price = (rate: bigint) => format.price(priceText(rate));
  return (
    <>
      <Text className="tnum" fw={620} style={{ fontSize: '1.5rem', letterSpacing: '-0.02em', lineHeight: 1.25 }}>
        {rated?.nanos === 0n ? 'Free' : rated ? <>{format.money(fromCents(costInCents([{ nanos: rated.nanos, seconds: rated.billed_seconds }])))} <Text span size="sm" c="dimmed" fw={400}>{price(rated.nanos)} a minute for {formatDuration(rated.billed_seconds)}</Text></> : 'No rate'}
      </Text>
      <Text size="sm" mt={4} className="matched">{to.kind === 'international' ? '+' : ''}<b>{to.digits.slice(0, shown)}</b>{to.digits.slice(shown)} <Text span size="sm" c="dimmed">{rated ? words(rated.class, service) : `Calls to ${numberText(to.kind === 'international' ? `011${to.digits}` : to.digits)} wait until a deck has a rate.`}</Text></Text>
      {found.length > 0 && (
        <ul className="ladder" aria-label="Prefixes of the deck that fit">
          {found.map((one) => <li key={one.prefix} data-best={one.prefix === matched?.prefix || undefined}><span>{one.prefix}</span><span title={one.name}>{one.name}</span><span>{price(one.nanos)}</span></li>)}
        </ul>
      )}
    </>
  );
}

function words(kind: 'local' | 'long_distance' | 'international' | 'toll_free' | null, service: Service | undefined): string {
  if (kind === 'local') return service?.unlimited_local_minutes ? 'Local: unlimited in the service' : 'Local: at the price of the service, beyond its free minutes';
  if (kind === 'long_distance') return service?.unlimited_long_distance_minutes ? 'Long distance: unlimited in the service' : `Long distance: at the price of the service${service?.long_distance_minutes ? `, beyond its ${service.long_distance_minutes} free minutes` : ''}`;
  return 'The longest prefix decides';
}
