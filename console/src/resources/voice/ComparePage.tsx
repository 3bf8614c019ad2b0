import { Button, SegmentedControl, Select, Skeleton, Text, useComputedColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { ApiError } from '~/api/client';
import { decksQuery, providerQuery, type ChangeKind, type DeckComparison, type RateChange, type RateDeck } from '~/api/voice';
import { formatCount, rateText, useFormat } from '~/lib/format';
import { Chart } from '~/ui/Chart';
import { Card } from '~/ui/Page';
import { Empty, Failure } from '~/ui/States';
import { StatusDot } from '~/ui/Status';
import { ChangesBar } from './ChangesBar';
import { barsOption } from './chartOptions';
import { changed, CHANGES, distribution, median, percentOf, percentText } from './compare';
import { DeckHeader } from './DeckHeader';
import { stateOf } from './decks';
import { nanos, priceText } from './rating';
import { SaveAll } from './SaveAll';
import { useWindows } from './table/useWindows';
import { VirtualTable, type VirtualColumn } from './table/VirtualTable';
import { comparePath, useComparison, useSample } from './useComparison';

/** What one deck would change against another one. */
export default function ComparePage() {
  const params = useParams({ strict: false }) as { id: string; deck: string; other: string };
  const [id, number, otherNumber] = [Number(params.id), Number(params.deck), Number(params.other)];
  const provider = useQuery(providerQuery(id));
  const decks = useQuery(decksQuery(id));
  const navigate = useNavigate();
  const counts = useComparison(id, number, otherNumber);
  const [kind, setKind] = useState<ChangeKind | null>(null);
  const go = (deck: string, other: string) => void navigate({ to: '/voice-providers/$id/decks/$deck/compare/$other', params: { id: params.id, deck, other }, replace: true });
  const broken = [provider, decks, counts].find((read) => read.isError);
  if (broken) return <Failure error={broken.error} onRetry={() => void Promise.all([provider.refetch(), decks.refetch(), counts.refetch()])} />;
  const deck = decks.data?.find((one) => one.id === number);
  if (decks.data && !deck) return <Failure error={new ApiError(404, 'This deck does not exist.')} />;
  const toggle = (next: ChangeKind) => setKind((present) => (present === next ? null : next));
  return (
    <>
      <DeckHeader provider={provider.data} deck={deck} title="Compare rate decks"
        actions={<Button variant="default" leftSection={<IconArrowsExchange size={16} />} onClick={() => go(params.other, params.deck)}>Turn around</Button>}>
        {decks.data && <><Pick label="From" decks={decks.data} value={otherNumber} not={number} onChange={(value) => go(params.deck, value)} /><Text size="sm" c="dimmed">to</Text><Pick label="To" decks={decks.data} value={number} not={otherNumber} onChange={(value) => go(value, params.other)} /></>}
      </DeckHeader>
      <Summary key={`${number}-${otherNumber}`} provider={id} deck={number} other={otherNumber} counts={counts.data} kind={kind} onKind={toggle} />
      <Changes key={`${number} ${otherNumber}`} provider={id} deck={number} other={otherNumber} counts={counts.data} kind={kind} onKind={setKind} />
    </>
  );
}

function Pick({ label, decks, value, not, onChange }: { label: string; decks: RateDeck[]; value: number; not: number; onChange: (value: string) => void }) {
  const chosen = decks.find((deck) => deck.id === value);
  return (
    <Select aria-label={label} w={{ base: 152, xs: 210 }} size="xs" allowDeselect={false} value={String(value)} onChange={(next) => next && onChange(next)}
      data={decks.filter((deck) => deck.id !== not).map((deck) => ({ value: String(deck.id), label: `Deck ${deck.id}, ${stateOf(deck).name.toLowerCase()}` }))}
      leftSection={chosen && <StatusDot name="" color={stateOf(chosen).color} />} leftSectionWidth={26} />
  );
}

interface Common {
  provider: number;
  deck: number;
  other: number;
  counts: DeckComparison | undefined;
  kind: ChangeKind | null;
}

function Summary({ provider, deck, other, counts, kind, onKind }: Common & { onKind: (kind: ChangeKind) => void }) {
  const sample = useSample(provider, deck, other, counts);
  const dark = useComputedColorScheme('light') === 'dark';
  const bars = useMemo(() => distribution(sample.data?.changes ?? []), [sample.data]);
  const option = useMemo(() => barsOption(bars, dark), [bars, dark]);
  const middle = sample.data && median(sample.data.changes);
  const none = counts && counts.dearer + counts.cheaper === 0;
  return (
    <div className="moneybeside" style={{ marginBottom: 16 }}>
      <Card title="By how much rates change" actions={sample.data && !sample.data.whole && <Text size="xs" c="dimmed">Drawn from {formatCount(sample.data.changes.length)} of {formatCount(counts!.dearer + counts!.cheaper)} rates</Text>}>
        {sample.isError ? <Failure error={sample.error} onRetry={() => void sample.refetch()} />
          : none ? <div style={{ minHeight: 190 }}><Empty title="No rate changes its price" hint="Nothing is dearer or cheaper between these decks." /></div>
          : sample.data ? <Chart option={option} height={190} label={bars.filter((bar) => bar.count > 0).map((bar) => `${bar.label}: ${formatCount(bar.count)}`).join(', ')} /> : <Skeleton height={190} />}
      </Card>
      <Card title="Changes">
        <div style={{ minHeight: 190 }}>
          {!counts ? <Skeleton height={178} /> : (
            <>
              <ChangesBar counts={counts} />
              <div className="changechips" style={{ gridTemplateColumns: '1fr 1fr', marginTop: 10 }}>
                {CHANGES.map(({ kind: one, label, color }) => <button key={one} type="button" aria-pressed={kind === one} disabled={counts[one] === 0} onClick={() => onKind(one)}><b>{formatCount(counts[one])}</b><span><i style={{ background: color }} />{label}</span></button>)}
              </div>
              {middle !== null && middle !== undefined && <Text size="sm" mt={10} className="tnum">Half of the changes are {middle < 0 ? 'below' : 'at most'} <b>{percentText(middle)}</b>.</Text>}
            </>
          )}
        </div>
      </Card>
    </div>
  );
}

const ALL = 'all';

function Changes({ provider, deck, other, counts, kind, onKind }: Common & { onKind: (kind: ChangeKind | null) => void }) {
  const format = useFormat();
  const path = comparePath(provider, deck, other);
  const query = { 'filter[change]': kind ?? undefined };
  const rows = useWindows<RateChange>('rate_changes', path, query);
  const price = (rate: string | null) => (rate === null ? <span style={{ color: 'var(--muted)' }}>–</span> : format.price(priceText(nanos(rate))));
  const columns: VirtualColumn<RateChange>[] = [
    { key: 'prefix', label: 'Prefix', width: [70, 140], render: (row) => <Text span size="sm" fw={560}>{row.prefix}</Text> },
    { key: 'name', label: 'Name', width: [120, '1fr'], wide: true, render: (row) => <span title={row.name}>{row.name}</span> },
    { key: 'change', label: 'Change', width: [78, 120], render: (row) => <StatusDot name={CHANGES.find((one) => one.kind === row.change)!.label} color={CHANGES.find((one) => one.kind === row.change)!.color} /> },
    { key: 'before', label: `Deck ${other}`, width: [80, 120], numeric: true, wide: true, render: (row) => price(row.rate_before) },
    { key: 'after', label: `Deck ${deck}`, width: [80, 120], numeric: true, render: (row) => price(row.rate) },
    { key: 'percent', label: 'Difference', width: [70, 100], numeric: true, render: (row) => <b style={{ fontWeight: 560 }}>{percentText(percentOf(row))}</b> },
  ];
  const none = counts && changed(counts) === 0;
  return (
    <section className="card" aria-label="Changed rates">
      <div className="toolbar">
        <SegmentedControl size="xs" aria-label="Kind of change" value={kind ?? ALL} onChange={(value) => onKind(value === ALL ? null : (value as ChangeKind))} data={[{ value: ALL, label: 'All' }, ...CHANGES.map((one) => ({ value: one.kind, label: one.label }))]} />
        <Text size="sm" c="dimmed" className="tnum" aria-live="polite">{rows.count !== undefined && `${formatCount(rows.count)} ${rows.count === 1 ? 'prefix' : 'prefixes'}`}</Text>
        <SaveAll<RateChange> path={path} query={query} name={`rate-changes-${other}-to-${deck}.csv`} columns={CSV} />
      </div>
      {rows.error ? <Failure error={rows.error} onRetry={rows.retry} />
        : rows.count === 0 ? <Empty title={none ? 'The decks are the same' : 'No such change'} hint={none ? 'Every prefix has the same rate in both.' : 'Choose another kind of change.'} />
        : <VirtualTable label="Changed rates" columns={columns} count={rows.count} rowAt={rows.rowAt} onSee={rows.see} of={`${deck} ${other} ${kind}`} height={HEIGHT} />}
    </section>
  );
}

const CSV: [string, (row: RateChange) => string | number | null][] = [
  ['prefix', (row) => row.prefix], ['name', (row) => row.name], ['change', (row) => row.change],
  ['rate_before_in_cents_a_minute', (row) => rateText(row.rate_before)], ['rate_in_cents_a_minute', (row) => rateText(row.rate)], ['difference_in_percent', percentOf],
];

const HEIGHT = 'max(340px, calc(100dvh - 300px))';
