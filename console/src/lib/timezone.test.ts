import { expect, it } from 'vitest';
import { localClock, toInstant, toLocal } from './timezone';

it.each([
  ['2026-11-22T06:30', 'America/Chicago', '2026-11-22 12:30:00'],
  ['2026-07-01T00:00', 'America/Chicago', '2026-07-01 05:00:00'],
  ['2026-12-31T23:30', 'Asia/Kolkata', '2026-12-31 18:00:00'],
  // The clock goes back at 2:00 on November 1, and forward at 2:00 on March 8.
  ['2026-11-01T03:00', 'America/Chicago', '2026-11-01 09:00:00'],
  ['2026-10-31T23:00', 'America/Chicago', '2026-11-01 04:00:00'],
  ['2026-03-08T03:00', 'America/Chicago', '2026-03-08 08:00:00'],
])('%s in %s is %s, and back', (local, timezone, instant) => {
  expect(toInstant(local, timezone)).toBe(instant);
  expect(toLocal(instant, timezone)).toBe(local);
});

it('says nothing of what is no time', () => {
  expect(toInstant('', 'UTC')).toBe('');
  expect(toLocal('', 'UTC')).toBe('');
});

// 2026-11-21 06:00 UTC is midnight in Chicago, a Saturday.
it('tells the clock of the operator', () => expect(localClock('America/Chicago')(Date.UTC(2026, 10, 21, 6) / 1000)).toEqual({ day: 6, second: 0, offset_in_seconds: -21_600 }));
