/** Tells the day of the week (0 is Sunday) and the second of the day of a moment in a time zone. Moments are seconds since 1970. */
export function localClock(timezone: string): (at: number) => { day: number; second: number; offset_in_seconds: number } {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at * 1000).map(({ type, value }) => [type, Number(value)])) as Record<string, number>;
    const local = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!) / 1000;
    return { day: new Date(local * 1000).getUTCDay(), second: local % 86_400, offset_in_seconds: local - Math.floor(at) };
  };
}

const text = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19);

/** A UTC instant `YYYY-MM-DD HH:MM:SS` as `YYYY-MM-DDTHH:MM` on the clock of a time zone. */
export function toLocal(instant: string, timezone: string): string {
  const at = Date.parse(`${instant.replace(' ', 'T')}Z`) / 1000;
  return Number.isNaN(at) ? '' : text(at + localClock(timezone)(at).offset_in_seconds).slice(0, 16);
}

/** `YYYY-MM-DDTHH:MM` on the clock of a time zone as a UTC instant; an hour that the clock skips counts as the one after it. */
export function toInstant(local: string, timezone: string): string {
  const guess = Date.parse(`${local}Z`) / 1000;
  if (Number.isNaN(guess)) return '';
  const clock = localClock(timezone);
  const near = guess - clock(guess).offset_in_seconds;
  return text(guess - clock(near).offset_in_seconds).replace('T', ' ');
}
