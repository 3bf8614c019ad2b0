import type { FreePeriod } from '~/api/catalog';
import type { Rates } from '~/api/usage';
import { seconds } from '~/resources/usagepolicies/periods';

/** A moment of a graph, in seconds since 1970, with bits per second; null where nothing was counted. */
export interface Moment {
  at: number;
  in: number | null;
  out: number | null;
}

// A time without a sample has no point: after this many steps without one, nothing may be drawn across.
const GAP_IN_STEPS = 3;

/** The points of a graph in the order of time, broken where samples are missing. */
export function moments(totals: { in: Rates; out: Rates }): Moment[] {
  const times = Object.keys(totals.in).map(Number).sort((a, b) => a - b);
  const steps = times.slice(1).map((at, index) => at - times[index]!).sort((a, b) => a - b);
  const step = steps[Math.floor(steps.length / 2)] ?? 0;
  return times.flatMap((at, index): Moment[] => {
    const here = { at, in: totals.in[at] ?? 0, out: totals.out[at] ?? 0 };
    const before = times[index - 1];
    return before !== undefined && at - before > step * GAP_IN_STEPS ? [{ at: before + step, in: null, out: null }, here] : [here];
  });
}

export interface Highest {
  most: number;
  /** What 95 % of the points do not exceed. */
  percentile_95: number;
}

export function highest(values: (number | null)[]): Highest {
  const known = values.filter((value): value is number => value !== null).sort((a, b) => a - b);
  if (known.length === 0) return { most: 0, percentile_95: 0 };
  return { most: known.at(-1)!, percentile_95: known[Math.ceil(known.length * 0.95) - 1]! };
}

/** Tells the day of the week (0 is Sunday) and the second of the day of a moment in a time zone. */
export function localClock(timezone: string): (at: number) => { day: number; second: number; offset_in_seconds: number } {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at * 1000).map(({ type, value }) => [type, Number(value)])) as Record<string, number>;
    const local = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!) / 1000;
    return { day: new Date(local * 1000).getUTCDay(), second: local % 86_400, offset_in_seconds: local - Math.floor(at) };
  };
}

/** The stretches between two moments in which data is free. */
export function freeBands(periods: FreePeriod[], from: number, to: number, timezone: string): [from: number, to: number][] {
  const clock = localClock(timezone);
  const step = Math.max(300, Math.ceil((to - from) / 2000));
  const isFree = (at: number) => {
    const { day, second } = clock(at);
    return periods.some((period) => period.day === day && second >= seconds(period.start) && second < seconds(period.end));
  };
  const bands: [number, number][] = [];
  if (periods.length === 0) return bands;
  for (let at = from; at < to; at += step) {
    if (!isFree(at)) continue;
    const last = bands.at(-1);
    if (last && last[1] >= at) last[1] = Math.min(at + step, to);
    else bands.push([at, Math.min(at + step, to)]);
  }
  return bands;
}
