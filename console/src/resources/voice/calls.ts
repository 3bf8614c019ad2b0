import type { CallClass, CallRecord } from '~/api/voice';
import { localClock } from '~/lib/timezone';
import { costInCents, nanos, nanosOfPrice } from './rating';

interface Kind {
  class: CallClass;
  label: string;
  /** Free minutes of the service may pay for it. */
  bundled: boolean;
  /** On light and dark screens. */
  color: readonly [light: string, dark: string];
}

/** What calls are rated as, in the order in which they are shown. */
export const KINDS: Kind[] = [
  { class: 'local', label: 'Local', bundled: true, color: ['#2f9e6e', '#55b98d'] },
  { class: 'long_distance', label: 'Long distance', bundled: true, color: ['#1c6f77', '#5aa8ae'] },
  { class: 'international', label: 'International', bundled: false, color: ['#d9822b', '#e0a060'] },
  { class: 'toll_free', label: 'To toll free numbers', bundled: false, color: ['#8b7bd8', '#a498e2'] },
  { class: 'inbound_toll_free', label: 'Inbound toll free', bundled: false, color: ['#3b82c4', '#6ba6da'] },
  { class: 'inbound', label: 'Inbound', bundled: false, color: ['#93a0a2', '#7d8b8d'] },
];

export const kindOf = (call: Pick<CallRecord, 'class'>): Kind | undefined => KINDS.find((kind) => kind.class === call.class);

/** A call at the price of its minutes; free minutes are taken off when the account bills. */
export const costOf = (call: Pick<CallRecord, 'rate' | 'billed_seconds'>): number => costInCents([{ nanos: nanos(call.rate), seconds: call.billed_seconds ?? 0 }]);

export interface Total extends Kind {
  calls: number;
  billed_seconds: number;
  cost_in_cents: number;
}

/** Calls added up by kind; kinds without a call are left out. */
export function totals(calls: CallRecord[]): Total[] {
  return KINDS.flatMap((kind): Total[] => {
    const own = calls.filter((call) => call.class === kind.class);
    if (own.length === 0) return [];
    const billed_seconds = own.reduce((sum, call) => sum + (call.billed_seconds ?? 0), 0);
    return [{ ...kind, calls: own.length, billed_seconds, cost_in_cents: costInCents(own.map((call) => ({ nanos: nanos(call.rate), seconds: call.billed_seconds ?? 0 }))) }];
  });
}

const DAY_IN_MS = 86_400_000;
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const midnight = (date: string) => Date.parse(`${date}T00:00:00Z`);

/** A date some days later, or earlier. */
export const daysLater = (date: string, days: number): string => iso(midnight(date) + days * DAY_IN_MS);

/** The dates from one to another, both with. */
export const datesBetween = (from: string, to: string): string[] =>
  Array.from({ length: Math.max(0, Math.round((midnight(to) - midnight(from)) / DAY_IN_MS) + 1) }, (_, index) => daysLater(from, index));

/** Tells the date of an instant on the clock of a time zone; the zone's clock is read once an hour of calls. */
export function localDates(timezone: string): (instant: string) => string {
  const clock = localClock(timezone);
  const offsets = new Map<number, number>();
  return (instant) => {
    const at = Date.parse(`${instant.replace(' ', 'T')}Z`) / 1000;
    const hour = Math.floor(at / 3600);
    let offset = offsets.get(hour);
    if (offset === undefined) offsets.set(hour, (offset = clock(hour * 3600).offset_in_seconds));
    return iso((at + offset) * 1000);
  };
}

/** Minutes of each kind of call on each of the days. */
export function minutesByDay(calls: CallRecord[], days: string[], dateOf: (instant: string) => string): { kind: Kind; minutes: number[] }[] {
  const place = new Map(days.map((day, index) => [day, index]));
  return totals(calls).map((kind) => {
    const seconds = days.map(() => 0);
    for (const call of calls) {
      const index = call.class === kind.class ? place.get(dateOf(call.call_start)) : undefined;
      if (index !== undefined) seconds[index]! += call.billed_seconds ?? 0;
    }
    return { kind, minutes: seconds.map((sum) => Math.round(sum / 6) / 10) };
  });
}

export type Period = { from: string; to: string };

/** The first and the last day of a month, `0` being that of `today`. */
export function monthOf(today: string, later: number): Period {
  const [year = 1970, month = 1] = today.split('-').map(Number);
  return { from: iso(Date.UTC(year, month - 1 + later, 1)), to: iso(Date.UTC(year, month + later, 0)) };
}

/** What a voice service includes of one kind of call, and what of it is used. */
export interface BundleUse {
  label: string;
  unlimited: boolean;
  free_seconds: number;
  used_seconds: number;
  /** Beyond the free minutes. */
  beyond_seconds: number;
  nanos: bigint;
}

interface Plan {
  unlimited_local_minutes: boolean;
  local_minutes: number | null;
  local_minutes_amount: number | string;
  unlimited_long_distance_minutes: boolean;
  long_distance_minutes: number | null;
  long_distance_minutes_amount: number | string;
}

/** The bundles of a service against calls that were not billed: its free minutes, times its quantity and the months that the account bills. */
export function bundles(plan: Plan, times: number, calls: CallRecord[]): BundleUse[] {
  const use = (kind: 'local' | 'long_distance'): BundleUse => {
    const unlimited = plan[`unlimited_${kind}_minutes`];
    const free_seconds = (plan[`${kind}_minutes`] ?? 0) * 60 * times;
    const used_seconds = calls.reduce((sum, call) => sum + (call.class === kind ? (call.billed_seconds ?? 0) : 0), 0);
    return { label: kind === 'local' ? 'Local' : 'Long distance', unlimited, free_seconds, used_seconds, beyond_seconds: unlimited ? 0 : Math.max(0, used_seconds - free_seconds), nanos: nanosOfPrice(plan[`${kind}_minutes_amount`]) };
  };
  return [use('local'), use('long_distance')];
}

/** What the next bill charges for calls as it stands: minutes beyond the bundles in one line, the other calls in another. */
export function chargedInCents(of: BundleUse[], calls: CallRecord[]): { bundles: number; others: number } {
  const others = calls.filter((call) => !kindOf(call)?.bundled);
  return {
    bundles: costInCents(of.map((bundle) => ({ nanos: bundle.nanos, seconds: bundle.beyond_seconds }))),
    others: costInCents(others.map((call) => ({ nanos: nanos(call.rate), seconds: call.billed_seconds ?? 0 }))),
  };
}
