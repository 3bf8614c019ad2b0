import { describe, expect, it } from 'vitest';
import { clock, freeText, overlapping, seconds, spanText, spread } from './periods';

describe('a free time becomes parts of days', () => {
  it.each([
    [[1], '01:00', '06:00', 'Monday 01:00 to 06:00'],
    [[1, 2], '01:00', '06:00', 'Monday 01:00 to 06:00; Tuesday 01:00 to 06:00'],
    [[5], '18:00', '00:00', 'Friday 18:00 to 24:00'],
    [[0], '00:00', '00:00', 'Sunday 00:00 to 24:00'],
    [[6], '22:00', '06:00', 'Saturday 22:00 to 24:00; Sunday 00:00 to 06:00'],
    [[3], '02:30:15', '03:00', 'Wednesday 02:30:15 to 03:00'],
  ])('%j %s to %s', (days, start, end, text) => expect(spread(days, start, end).map((span) => spanText(span)).join('; ')).toBe(text));
});

describe('overlap', () => {
  const stored = [{ day: 3, start: '09:00:00', end: '21:32:00' }];
  it.each([
    [3, '08:00:00', '09:00:01', true],
    [3, '21:31:59', '22:00:00', true],
    [3, '10:00:00', '11:00:00', true],
    [3, '08:00:00', '09:00:00', false],
    [3, '21:32:00', '23:59:59', false],
    [4, '09:00:00', '21:32:00', false],
  ])('day %s %s to %s: %s', (day, start, end, found) => expect(!!overlapping(stored, { day, start, end })).toBe(found));
});

it('the last second of a day is its end', () => {
  expect([seconds('00:00:00'), seconds('06:00:00'), seconds('23:59:59')]).toEqual([0, 21_600, 86_400]);
  expect([clock('06:00:00'), clock('23:59:59'), clock('06:00:30')]).toEqual(['06:00', '24:00', '06:00:30']);
  expect(['00:00:00', '06:00:00', '12:30:00', '18:00:30', '23:59:59'].map((time) => clock(time, true))).toEqual(['12:00 am', '6:00 am', '12:30 pm', '6:00:30 pm', 'midnight']);
});

it('adds up the week', () => {
  expect(freeText([])).toBe('0 of 168 hours');
  expect(freeText(spread([0, 1, 2, 3, 4, 5, 6], '01:00', '06:00'))).toBe('35 of 168 hours');
  expect(freeText(spread([0, 1, 2, 3, 4, 5, 6], '00:00', '00:00'))).toBe('168 of 168 hours');
  expect(freeText(spread([1], '01:00', '02:30'))).toBe('1.5 of 168 hours');
});
