import { Button, CloseButton, Select, Text, TextInput, Tooltip } from '@mantine/core';
import { IconDownload, IconSearch } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import type { CallClass, CallRecord } from '~/api/voice';
import { download, line } from '~/lib/csv';
import { formatCount, formatDuration, rateText, useFormat } from '~/lib/format';
import { useKeys } from '~/lib/keys';
import { fromCents } from '~/resources/accountbilling/cents';
import { Empty } from '~/ui/States';
import { StatusDot } from '~/ui/Status';
import type { Narrowed } from './CallRecordsTab';
import { costOf, KINDS, kindOf, type Period } from './calls';
import { numberText } from './numbers';
import { VirtualTable, type VirtualColumn } from './table/VirtualTable';

interface Props {
  account: number;
  calls: CallRecord[] | undefined;
  ready: boolean;
  period: Period;
  dateOf: (instant: string) => string;
  narrowed: Narrowed;
  onNarrow: (narrowed: Narrowed) => void;
}

/** A text finds numbers by their digits, and places by their names. */
function finds(words: string): (call: CallRecord) => boolean {
  const digits = words.replace(/\D/g, '');
  const text = words.trim().toLowerCase();
  if (!text) return () => true;
  return (call) => (digits !== '' && (call.origination.includes(digits) || call.destination.includes(digits))) || (call.prefix_name ?? '').toLowerCase().includes(text) || call.origination.toLowerCase().includes(text);
}

const csvHead = line(['id', 'call_start_utc', 'origination', 'destination', 'prefix', 'place', 'class', 'duration_in_seconds', 'billed_seconds', 'rate_in_cents_a_minute', 'cost', 'billed_on']);
const csvLine = (call: CallRecord) => line([call.id, call.call_start, call.origination, call.destination, call.matched_prefix, call.prefix_name, call.class, call.duration_in_seconds, call.billed_seconds, rateText(call.rate), fromCents(costOf(call)), call.billed_on]);

/** Each call, with what it was rated as and what it costs. */
export function CallList({ account, calls, ready, period, dateOf, narrowed, onNarrow }: Props) {
  const format = useFormat();
  const [text, setText] = useState('');
  const [billed, setBilled] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => input.current?.focus() });
  const shown = useMemo(() => {
    const found = finds(text);
    return calls?.filter((call) => (!narrowed.kind || call.class === narrowed.kind) && (!narrowed.day || dateOf(call.call_start) === narrowed.day) && (!billed || (billed === 'yes') === (call.billed_on !== null)) && found(call));
  }, [calls, text, narrowed, billed, dateOf]);
  const columns: VirtualColumn<CallRecord>[] = [
    { key: 'call_start', label: 'When', width: [140, 160], render: (call) => format.instant(call.call_start) },
    { key: 'origination', label: 'From', width: [124, 160], wide: true, render: (call) => numberText(call.origination) },
    { key: 'destination', label: 'To', width: [100, '1.3fr'], render: (call) => <span title={call.matched_prefix ? `Prefix ${call.matched_prefix} ${call.prefix_name ?? ''}` : undefined}><b style={{ fontWeight: 560 }}>{numberText(call.destination)}</b> {call.prefix_name && call.prefix_name !== 'LOCAL' && <Text span size="xs" c="dimmed" className="wide-only">{call.prefix_name}</Text>}</span> },
    { key: 'class', label: 'Kind', width: [140, '0.8fr'], wide: true, render: (call) => <Kind call={call} /> },
    { key: 'duration', label: 'Length', width: [84, 110], numeric: true, wide: true, render: (call) => formatDuration(call.duration_in_seconds) },
    { key: 'cost', label: 'Cost', width: [68, 90], numeric: true, render: (call) => <Cost call={call} /> },
    { key: 'billed_on', label: 'Billed', numeric: true, width: [96, 110], wide: true, render: (call) => (call.billed_on ? format.date(call.billed_on) : <Text span size="sm" c="dimmed">Not yet</Text>) },
  ];
  const filtered = text !== '' || narrowed.kind !== null || narrowed.day !== null || billed !== null;
  const clear = () => (setText(''), setBilled(null), onNarrow({ kind: null, day: null }));
  return (
    <section className="card" aria-label="Call records">
      <div className="toolbar">
        <TextInput ref={input} w={220} type="search" aria-label="Search calls" placeholder="Number or place" leftSection={<IconSearch size={15} />} value={text} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()} />
        <Select aria-label="Kind" placeholder="Any kind" w={170} clearable data={KINDS.map((kind) => ({ value: kind.class, label: kind.label }))} value={narrowed.kind} onChange={(kind) => onNarrow({ ...narrowed, kind: kind as CallClass | null })} clearButtonProps={{ 'aria-label': 'Clear kind' }} />
        <Select aria-label="Billed or not" placeholder="Billed or not" w={150} clearable data={[{ value: 'yes', label: 'Billed' }, { value: 'no', label: 'Not billed yet' }]} value={billed} onChange={setBilled} clearButtonProps={{ 'aria-label': 'Clear billed' }} />
        {narrowed.day && <span className="status pill">{format.date(narrowed.day)}<CloseButton size="xs" aria-label="All days" onClick={() => onNarrow({ ...narrowed, day: null })} /></span>}
        <Text size="sm" c="dimmed" className="tnum" aria-live="polite">{shown && ready && `${formatCount(shown.length)} ${shown.length === 1 ? 'call' : 'calls'}`}</Text>
        <Button ml="auto" variant="default" disabled={!ready || !shown?.length} leftSection={<IconDownload size={15} />} onClick={() => download(`calls-${account}-${narrowed.day ?? period.from}.csv`, [csvHead, ...(shown ?? []).map(csvLine)])}>CSV</Button>
      </div>
      {shown?.length === 0 && ready
        ? <div style={{ minHeight: 240 }}><Empty title={filtered ? 'Nothing matches' : 'No calls in this time'} hint={filtered ? 'Try other words or fewer filters.' : 'Choose a longer time above.'} action={filtered && <Button variant="default" onClick={clear}>Clear search and filters</Button>} /></div>
        : <VirtualTable label="Calls" columns={columns} count={ready ? shown?.length : undefined} rowAt={(index) => shown?.[index]} of={`${period.from} ${period.to} ${text} ${narrowed.kind} ${narrowed.day} ${billed}`} height={`min(${36 + Math.max(shown?.length ?? 8, 3) * 34}px, max(300px, calc(100dvh - 220px)))`} />}
    </section>
  );
}

function Kind({ call }: { call: CallRecord }) {
  const kind = kindOf(call);
  return kind ? <StatusDot name={kind.label} color={kind.color[0]} /> : null;
}

/** Free minutes are taken off by the bill: until then the price of the minutes is the most that it can be. */
function Cost({ call }: { call: CallRecord }) {
  const format = useFormat();
  const cost = costOf(call);
  if (cost === 0 && kindOf(call)?.bundled) return <Text span size="sm" c="dimmed">in the plan</Text>;
  const text = format.money(fromCents(cost));
  return kindOf(call)?.bundled ? <Tooltip label="Nothing while free minutes are left"><Text span size="sm" c="dimmed">{text}</Text></Tooltip> : <>{text}</>;
}
