import type { ChangeKind, DeckComparison, RateChange } from '~/api/voice';
import { nanos } from './rating';

interface Sort {
  kind: ChangeKind;
  label: string;
  color: string;
}

export const CHANGES: Sort[] = [
  { kind: 'dearer', label: 'Dearer', color: '#c8503f' },
  { kind: 'cheaper', label: 'Cheaper', color: '#2f9e6e' },
  { kind: 'added', label: 'Added', color: '#3b82c4' },
  { kind: 'dropped', label: 'Dropped', color: '#8a9499' },
];

/** By how many percent a rate changes; null where there is no rate before or after, Infinity from nothing to something. */
export function percentOf({ rate_before, rate }: Pick<RateChange, 'rate_before' | 'rate'>): number | null {
  if (rate_before === null || rate === null) return null;
  const [before, after] = [nanos(rate_before), nanos(rate)];
  if (before === 0n) return after === 0n ? 0 : Infinity;
  return Number(((after - before) * 100_000n) / before) / 1000;
}

/** `+8 %`, `−12.5 %`. */
export function percentText(percent: number | null): string {
  if (percent === null) return '';
  if (percent === Infinity) return 'was free';
  const digits = Math.abs(percent) < 10 ? 1 : 0;
  return `${percent < 0 ? '−' : '+'}${Number(Math.abs(percent).toFixed(digits))} %`;
}

/** Borders between bars, in percent: fine near nothing, coarse far from it. */
const EDGES = [-50, -25, -10, -5, -2, 0, 2, 5, 10, 25, 50, 100];

export interface Bar {
  label: string;
  dearer: boolean;
  count: number;
}

/** How many rates change by how much. */
export function distribution(changes: RateChange[]): Bar[] {
  const sign = (edge: number) => (edge > 0 ? `+${edge}` : String(edge).replace('-', '−'));
  const bars: Bar[] = [...EDGES, Infinity].map((edge, index): Bar => {
    const before = EDGES[index - 1];
    const label = before === undefined ? `to ${sign(edge)} %` : edge === Infinity ? `over ${sign(before)} %` : `${sign(before)} to ${sign(edge)} %`;
    return { label, dearer: edge > 0, count: 0 };
  });
  for (const change of changes) {
    const percent = percentOf(change);
    if (percent === null || percent === 0) continue;
    // A border belongs to the smaller change: +5 is in "+2 to +5", −5 in "−5 to −2".
    const found = EDGES.findIndex((edge) => (edge <= 0 ? percent < edge : percent <= edge));
    bars[found === -1 ? EDGES.length : found]!.count += 1;
  }
  return bars;
}

/** The change that half of the changed rates do not exceed; null where none has one. */
export function median(changes: RateChange[]): number | null {
  const known = changes.map(percentOf).filter((percent): percent is number => percent !== null).sort((a, b) => a - b);
  if (known.length === 0) return null;
  const middle = (known.length - 1) / 2;
  return (known[Math.floor(middle)]! + known[Math.ceil(middle)]!) / 2;
}

export const changed = (counts: DeckComparison): number => counts.added + counts.dropped + counts.dearer + counts.cheaper;

/** Numbers of pages, from 1, spread evenly over all: a sample of a list that is too long to read. */
export function spread(pages: number, most: number): number[] {
  const count = Math.min(pages, most);
  return Array.from({ length: count }, (_, index) => (count === 1 ? 1 : 1 + Math.round((index * (pages - 1)) / (count - 1))));
}

/** Of each kind as many as it has a share in all, so that neither is drawn too large. */
export function weighed(parts: { changes: RateChange[]; share: number }[]): RateChange[] {
  const rate = Math.min(...parts.filter((part) => part.share > 0).map((part) => part.changes.length / part.share));
  return parts.flatMap((part) => {
    const wanted = Math.round(part.share * rate);
    const step = part.changes.length / Math.max(wanted, 1);
    return Array.from({ length: Math.min(wanted, part.changes.length) }, (_, index) => part.changes[Math.floor(index * step)]!);
  });
}
