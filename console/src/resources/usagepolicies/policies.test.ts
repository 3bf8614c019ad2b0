import { expect, it } from 'vitest';
import type { UsagePolicy } from '~/api/catalog';
import { formatMoney } from '~/lib/format';
import { policies, policyInWords } from './policies';

const policy: UsagePolicy = {
  id: 1, description: 'x', cap_in_gigabytes: 1500, rollover_enabled: false, rollover_expiration_enabled: false, rollover_expires_after_months: 0,
  assess_charges_at_end_of_billing_period: false, allow_user_to_purchase_capacity: false, service_id: null,
};
const more = { amount: 10, unit_quantity_in_gigabytes: 50 };

it.each([
  [{}, 'What is not used is lost.', 'More costs nothing.'],
  [{ rollover_enabled: true }, 'What is not used is added to the next one.', 'More costs nothing.'],
  [{ rollover_enabled: true, rollover_expiration_enabled: true, rollover_expires_after_months: 1 }, 'What is not used is added to the next one, and is lost after 1 month.', 'More costs nothing.'],
  [{ assess_charges_at_end_of_billing_period: true }, 'What is not used is lost.', 'More is charged when the billing period ends: $10.00 for every 50 GB.'],
  [{ allow_user_to_purchase_capacity: true }, 'What is not used is lost.', 'More can be bought before: $10.00 for every 50 GB.'],
  [{ assess_charges_at_end_of_billing_period: true, allow_user_to_purchase_capacity: true }, 'What is not used is lost.', 'More is charged when the billing period ends, or can be bought before: $10.00 for every 50 GB.'],
])('%o', (change, rest, beyond) => {
  expect(policyInWords({ ...policy, ...change }, more, formatMoney)).toEqual(['1,500 GB are included in every billing period.', rest, beyond]);
});

it('sends nothing of what is hidden', () => {
  const values = { ...policy, rollover_expiration_enabled: true, rollover_expires_after_months: 3, service_id: 7 };
  expect(policies.toBody?.(values, null)).toMatchObject({ rollover_expiration_enabled: false, rollover_expires_after_months: 0, service_id: null });
  const kept = policies.toBody?.({ ...values, rollover_enabled: true, allow_user_to_purchase_capacity: true }, null);
  expect(kept).toMatchObject({ rollover_expiration_enabled: true, rollover_expires_after_months: 3, service_id: 7 });
});
