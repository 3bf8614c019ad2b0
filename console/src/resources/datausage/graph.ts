import type { FreePeriod } from '~/api/catalog';
import type { Rates } from '~/api/usage';
import { localClock } from '~/lib/timezone';
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
