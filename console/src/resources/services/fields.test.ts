import { describe, expect, it } from 'vitest';
import type { Service } from '~/api/catalog';
import { blankService, serviceBody, serviceForm } from './fields';

const sent = (values: object) => serviceBody({ ...blankService, name: 'X', amount: '5.00', ...values }, null);

describe('what is sent of a service', () => {
  it.each([
    ['recurring', {}, ['billing_frequency_in_months', 'data_service', 'voice_service'], ['times_to_run', 'roles', 'limit_adjustments', 'unit_quantity_in_gigabytes', 'download_in_kilobits', 'local_prefixes']],
    ['recurring', { data_service: true }, ['download_in_kilobits', 'upload_in_kilobits', 'technology_code'], ['local_minutes']],
    ['recurring', { voice_service: true, unlimited_local_minutes: true }, ['long_distance_minutes', 'local_prefixes'], ['local_minutes', 'local_minutes_amount']],
    ['expiring', { data_service: true }, ['times_to_run', 'voice_service'], ['data_service', 'download_in_kilobits']],
    ['one time', { voice_service: true }, ['amount'], ['voice_service', 'local_prefixes', 'times_to_run']],
    ['adjustment', {}, ['roles', 'limit_adjustments'], ['period_days', 'max_amount_per_period']],
    ['adjustment', { limit_adjustments: true }, ['period_days', 'max_amount_per_period'], []],
    ['overage', {}, ['unit_quantity_in_gigabytes'], ['data_service', 'roles']],
  ] as [string, object, string[], string[]][])('%s %o', (type, values, present, absent) => {
    const body = sent({ type, ...values });
    expect(Object.keys(body)).toEqual(expect.arrayContaining(present));
    expect(Object.keys(body).filter((name) => absent.includes(name))).toEqual([]);
    expect(body.billing_frequency_in_months).toBe(1);
  });

  it('an adjustment needs no amount of its own', () => {
    expect(sent({ type: 'adjustment', amount: '' }).amount).toBe('0.00');
    expect(sent({ type: 'one time', amount: '' }).amount).toBe('');
  });

  it('the type of a stored one is left alone', () => {
    expect(serviceBody(blankService, { id: 1 } as Service)).not.toHaveProperty('type');
  });
});

it('holds amounts as text with all decimals, and rates with those they need', () => {
  const stored = { amount: 39.5, max_amount_per_period: '0.00', tax_exemption_amount: 0, local_minutes_amount: 0.000001, long_distance_minutes_amount: 0.039, inbound_toll_free_rate: null };
  expect(serviceForm(stored as Service)).toEqual({
    amount: '39.50', max_amount_per_period: '0.00', tax_exemption_amount: '0.00', local_minutes_amount: '0.000001', long_distance_minutes_amount: '0.039', inbound_toll_free_rate: '',
  });
});
