import type { FreePeriod } from '~/api/catalog';

/** Arithmetic of a week of free times. Times are `HH:MM:SS`; the last second of a period belongs to it. */

export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
export const DAY_IN_SECONDS = 86_400;
const LAST = '23:59:59';

export type Span = Omit<FreePeriod, 'id'>;

/** Seconds since midnight; the last second of a day counts as its end. */
export function seconds(time: string): number {
  const [hours = 0, minutes = 0, rest = 0] = time.split(':').map(Number);
  return time === LAST ? DAY_IN_SECONDS : hours * 3600 + minutes * 60 + rest;
}

/** A time as people read it: `06:00` or `6:00 am`, `24:00` or `midnight` for the end of a day; seconds only where there are some. */
export function clock(time: string, twelve = false): string {
  if (time === LAST) return twelve ? 'midnight' : '24:00';
  const text = time.endsWith(':00') && time.length === 8 ? time.slice(0, 5) : time;
  const hour = Number(text.slice(0, 2));
  return twelve ? `${hour % 12 || 12}${text.slice(2)} ${hour < 12 ? 'am' : 'pm'}` : text;
}

const full = (time: string) => (time.length === 5 ? `${time}:00` : time);

/**
 * The parts of single days of a time that is free on these days. An end of 00:00 is the end of the day; one before the start
 * lies on the next day, so Saturday goes on with Sunday.
 */
export function spread(days: number[], start: string, end: string): Span[] {
  const [from, to] = [full(start), full(end)];
  if (to === '00:00:00') return days.map((day) => ({ day, start: from, end: LAST }));
  if (to > from) return days.map((day) => ({ day, start: from, end: to }));
  return days.flatMap((day) => [{ day, start: from, end: LAST }, { day: (day + 1) % 7, start: '00:00:00', end: to }]);
}

/** The stored period that a new one would overlap; those that only touch do not. */
export function overlapping(stored: Span[], span: Span): Span | undefined {
  return stored.find((other) => other.day === span.day && other.start < span.end && other.end > span.start);
}

/** How much of the week is free, in seconds. */
export const freeSeconds = (periods: Span[]) => periods.reduce((sum, { start, end }) => sum + seconds(end) - seconds(start), 0);

/** `35 of 168 hours`; a part of an hour in tenths. */
export function freeText(periods: Span[]): string {
  const hours = Math.round((freeSeconds(periods) / 3600) * 10) / 10;
  return `${hours} of 168 hours`;
}

export const spanText = ({ day, start, end }: Span, twelve = false) => `${DAYS[day]} ${clock(start, twelve)} to ${clock(end, twelve)}`;
