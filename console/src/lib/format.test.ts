import { describe, expect, it } from 'vitest';
import { amountText, DEFAULT_SETTINGS, entityName, formatAgo, formatBytes, formatData, formatDate, formatDuration, formatInstant, formatMoney, formatPercent, formatPhone, formatPrice, formatRate, formatSpeeds, humanize, rateText } from './format';

describe('dates', () => {
  it.each([
    ['m/d/Y', '03/09/2026'],
    ['d.m.y', '09.03.26'],
    ['j M Y', '9 Mar 2026'],
    ['Y-m-d', '2026-03-09'],
  ])('%s', (date_format, expected) => expect(formatDate('2026-03-09', { ...DEFAULT_SETTINGS, date_format })).toBe(expected));

  it('is empty for nothing', () => expect(formatDate(null)).toBe(''));

  it('shows instants in the time zone of the operator, over midnight', () => {
    const settings = { ...DEFAULT_SETTINGS, timezone: 'America/Chicago', time_format: 'g:i:s' };
    expect(formatInstant('2026-01-02 02:05:00', settings)).toBe('2026-01-01 8:05 pm');
    expect(formatInstant('2026-01-02 02:05:00')).toBe('2026-01-02 02:05');
  });

  it('says how long ago', () => {
    const now = Date.UTC(2026, 0, 2, 12, 0, 0);
    expect(formatAgo('2026-01-02 11:58:00', now)).toBe('2 minutes ago');
    expect(formatAgo('2026-01-01 11:58:00', now)).toBe('yesterday');
    expect(formatAgo('2026-01-02 12:00:20', now)).toBe('in a moment');
  });
});

describe('money', () => {
  it.each([
    [0, '$0.00'],
    [1234567.5, '$1,234,567.50'],
    ['1000.1', '$1,000.10'],
    ['-12.34', '-$12.34'],
    [null, ''],
  ])('%s is %s', (amount, expected) => expect(formatMoney(amount)).toBe(expected));

  it('uses the separators of the operator', () => {
    const settings = { ...DEFAULT_SETTINGS, currency_symbol: '€', thousands_separator: '.', decimal_separator: ',' };
    expect(formatMoney('12345.60', settings)).toBe('€12.345,60');
  });
});

describe('other values', () => {
  it('bytes', () => expect([0, 999, 1500, 76414, 12_000_000].map(formatBytes)).toEqual(['0 B', '999 B', '1.5 kB', '76 kB', '12 MB']));
  it('durations', () => expect([12, 60, 190].map(formatDuration)).toEqual(['12 s', '1 min', '3 min 10 s']));
  it.each([['accounts', 'account'], ['account_addresses', 'account address'], ['account_statuses', 'account status'], ['notes', 'note'], ['files', 'file'], ['print_batches', 'print batch'], ['taxes', 'tax'], ['invoice_messages', 'invoice message'], ['services', 'service']])(
    'one of %s is one %s',
    (entity, one) => expect(entityName(entity)).toBe(one),
  );
  it.each([['account_contacts', 'Account contacts'], ['ach_batches', 'ACH batches'], ['account_dids', 'Account DIDs'], ['kpi', 'KPI']])('%s is written %s', (name, text) => expect(humanize(name)).toBe(text));
});

it('shows North American numbers in groups, and others as they were typed', () => {
  expect(formatPhone('4148675309')).toBe('(414) 867-5309');
  expect(formatPhone('+1 414.867.5309')).toBe('(414) 867-5309');
  expect(formatPhone('+44 20 7946 0000')).toBe('+44 20 7946 0000');
  expect(formatPhone('911')).toBe('911');
});

describe('rates, prices and speeds', () => {
  it.each([['6.25', '6.25'], ['9', '9'], [0.000001, '0.000001'], [10, '10'], ['100', '100'], [15.43234, '15.43234'], [null, '']])('%s is typed as %s', (rate, text) => expect(rateText(rate)).toBe(text));
  it.each([[39.5, '39.50'], ['0.00', '0.00'], [0, '0.00'], [null, ''], [100, '100.00']])('%s is the amount %s', (amount, text) => expect(amountText(amount)).toBe(text));
  it.each([[0.039, '$0.039'], ['0.75', '$0.75'], [5, '$5.00'], ['1234.5', '$1,234.50'], [null, '']])('%s is the price %s', (price, text) => expect(formatPrice(price)).toBe(text));
  it.each([['6.25', '6.25 %'], ['0', '0 %'], ['', '']])('%s is %s', (rate, text) => expect(formatPercent(rate)).toBe(text));
  it.each([[25_000, 5_000, '25 / 5 Mbit/s'], [1_000_000, 500_000, '1 Gbit/s / 500 Mbit/s'], [1_500, 512, '1.5 Mbit/s / 512 kbit/s']])('%s down, %s up: %s', (down, up, text) => expect(formatSpeeds(down, up)).toBe(text));
  it('uses the separator of the operator', () => {
    const settings = { ...DEFAULT_SETTINGS, decimal_separator: ',' };
    expect([formatPercent('6.25', settings), formatPrice('0.039', settings)]).toEqual(['6,25 %', '$0,039']);
  });
});

it.each([[0, '0 B'], [999, '999 B'], [999_999, '1 MB'], [20_000_000_000, '20 GB'], [214_349_000_000, '214 GB'], [1_074_000_000_000, '1.07 TB']])('%s bytes are %s', (bytes, text) =>
  expect(formatData(bytes)).toBe(text));

it.each([[0, '0'], [0.0667, '0.0667 bit/s'], [950, '950 bit/s'], [1234, '1.23 kbit/s'], [84_321_000, '84.3 Mbit/s'], [2_000_000_000, '2 Gbit/s']])('%s bits a second are %s', (bits, text) =>
  expect(formatRate(bits)).toBe(text));
