import { describe, expect, it } from 'vitest';
import { formatMoney, formatPrice, formatSpeed } from '~/lib/format';
import { cadence, inWords, type Speech } from './words';

const speech: Speech = { money: formatMoney, price: formatPrice, speed: formatSpeed, taxes: [] };
const first = (values: object) => inWords({ application: 'debit', amount: '10', ...values }, speech)[0];

describe('a service in words', () => {
  it.each([
    [{ type: 'recurring', billing_frequency_in_months: 1 }, 'Charges $10.00 every month until it is removed.'],
    [{ type: 'recurring', billing_frequency_in_months: 3 }, 'Charges $10.00 every 3 months until it is removed.'],
    [{ type: 'recurring', application: 'credit', billing_frequency_in_months: 1 }, 'Credits $10.00 every month until it is removed.'],
    [{ type: 'one time', amount: '' }, 'Charges its price once, when it is added.'],
    [{ type: 'one time' }, 'Charges $10.00 once, when it is added.'],
    [{ type: 'expiring', amount: '7.50', times_to_run: 24 }, 'Charges $7.50 every month, 24 times, $180.00 in all. Then it leaves the account.'],
    [{ type: 'expiring', times_to_run: null }, 'Charges $10.00 every month.'],
    [{ type: 'adjustment' }, 'Charges an amount that is given each time.'],
    [{ type: 'overage', unit_quantity_in_gigabytes: 50 }, 'Charges $10.00 for every 50 GB beyond the cap of a usage policy.'],
  ])('%o', (values, sentence) => expect(first(values)).toBe(sentence));

  it('names the taxes, and what they leave out', () => {
    const values = { type: 'one time', amount: '99', tax_exemption_amount: '49.00' };
    expect(inWords(values, { ...speech, taxes: ['VAT'] })).toContain('Taxed with VAT, all but $49.00 of it.');
    expect(inWords({ type: 'one time' }, { ...speech, taxes: ['A', 'B', 'C'] })).toContain('Taxed with A, B and C.');
    expect(inWords(values, speech)).toContain('Not taxed.');
  });

  it('says the limit of an adjustment', () => {
    const values = { type: 'adjustment', limit_adjustments: true, period_days: 30, max_amount_per_period: '100.00' };
    expect(inWords(values, speech)).toContain('Each user may give up to $100.00 within 30 days.');
  });

  it('says what calls cost', () => {
    const values = { type: 'recurring', voice_service: true, unlimited_local_minutes: true, long_distance_minutes: 300, long_distance_minutes_amount: '0.039' };
    expect(inWords(values, speech).slice(-2)).toEqual(['Local calls are free.', 'Long distance calls: 300 minutes are free, then $0.039 a minute.']);
  });

  it('is silent about what the type cannot have', () => {
    const values = { type: 'one time', voice_service: true, data_service: true, download_in_kilobits: 1, upload_in_kilobits: 1 };
    expect(inWords(values, speech)).toHaveLength(2);
  });
});

it.each([
  ['recurring', 1, 'a month'], ['recurring', 12, 'every 12 months'], ['expiring', 1, 'a month, 24 times'], ['one time', 1, 'once'], ['overage', 1, 'for 50 GB'], ['adjustment', 1, 'as given'],
] as const)('%s bills %s: %s', (type, billing_frequency_in_months, text) => {
  expect(cadence({ type, billing_frequency_in_months, times_to_run: 24, unit_quantity_in_gigabytes: 50 })).toBe(text);
});
