import { expect, it } from 'vitest';
import { optionDefaults, optionFields } from './options';
import { facts } from './wizard/Reading';

const options = [
  { name: 'voice_provider_id', required: true, description: 'Whose rates they are.', default: null },
  { name: 'charge_percent', required: false, description: 'Of the rate.', default: '100' },
  { name: 'note', required: false, description: '', default: '"none"' },
];

it('asks for the extra fields of a type by name', () =>
  expect(optionFields(options).map(({ name, label, required }) => [name, label, required])).toEqual([['voice_provider_id', 'Voice provider', true], ['charge_percent', 'Charge percent', false], ['note', 'Note', false]]));

it('knows the field\'s word for what is put on rates', () => expect(optionFields([{ ...options[1]!, name: 'percentage_increase' }])[0]).toMatchObject({ label: 'Charge percent', kind: 'amount', unit: '%' }));

it.each([
  ['voice_provider_id', null, 'select'], ['charge_percent', '"0"', 'amount'], ['minimum_rate', '"0"', 'amount'], ['interval_in_seconds', null, 'number'],
  ['active', 'true', 'switch'], ['note', null, undefined],
])('asks for %s (else %s) with the input for it', (name, preset, kind) => expect(optionFields([{ name, required: false, description: '', default: preset }])[0]?.kind).toBe(kind));

it('begins with their defaults', () => expect(optionDefaults(options)).toEqual({ voice_provider_id: '', charge_percent: 100, note: 'none' }));

it.each([
  [{ format: 'csv', compression: null, encoding: 'windows-1252', delimiter: ';', sheet: null }, 'CSV, windows-1252, semicolon'],
  [{ format: 'csv', compression: 'gzip', encoding: 'UTF-8', delimiter: '\t' }, 'CSV, gzip, UTF-8, tab'],
  [{ format: 'xlsx', sheet: 'Customers' }, 'XLSX, sheet Customers'],
  [null, ''],
])('says in short what %j is', (layout, words) => expect(facts(layout)).toBe(words));
