import { expect, it } from 'vitest';
import type { Service } from '~/api/catalog';
import { choices, eventInWords, type EventType, type Known } from './words';

const known = {
  services: [{ id: 1, name: 'Fiber', type: 'recurring' }, { id: 2, name: 'Goodwill', type: 'adjustment' }],
  packages: [{ id: 5, name: 'Home', active: true }, { id: 6, name: 'Old', active: false }],
  statuses: [{ id: 3, name: 'Suspended' }],
  owned: [
    { id: 1, unique_service_relationship_id: 11, name_override: null, price_override: '20.00', quantity: 2, unique_package_id: 'u-1', package_id: 5 },
    { id: 1, unique_service_relationship_id: 12, name_override: 'Office line', price_override: null, quantity: 1, unique_package_id: 'u-1', package_id: 5 },
  ],
} as unknown as Known;
const money = (amount: string | null) => `$${amount}`;

it.each([
  ['change_status', '3', null, 'Status becomes Suspended'],
  ['add_service', '1', null, 'Add Fiber'],
  ['add_service', '99', null, 'Add service 99'],
  ['remove_service', '12', null, 'Remove Office line'],
  ['remove_service', '99', null, 'Remove a service that is gone'],
  ['price_override_service', '11', '15.00', 'Price of Fiber becomes $15.00'],
  ['remove_price_override_from_service', '11', null, 'Usual price for Fiber'],
  ['add_package', '5', null, 'Add Home'],
  ['remove_package', 'u-1', null, 'Remove Home'],
  ['remove_package', 'u-2', null, 'Remove a package that is gone'],
])('%s %s %s: %s', (event_type, primary_value, secondary_value, words) =>
  expect(eventInWords({ event_type: event_type as EventType, primary_value, secondary_value }, known, money)).toBe(words));

it.each([
  ['add_service', ['Fiber']],
  ['add_package', ['Home']],
  ['remove_package', ['Home']],
  ['remove_service', ['Fiber × 2', 'Office line']],
  ['remove_price_override_from_service', ['Fiber × 2']],
  ['change_status', ['Suspended']],
])('%s offers %o', (type, labels) => expect(choices(type as EventType, known, (service: Service) => !!service).map((choice) => choice.label)).toEqual(labels));
