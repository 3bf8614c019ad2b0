import { useQuery } from '@tanstack/react-query';
import { countriesQuery, localesQuery, mapOptions, timezonesQuery } from '~/api/lookups';
import type { Field } from '~/resource/types';
import { SettingsForm } from './SettingsForm';

const DATES = [['m/d/Y', '12/31/2026'], ['d/m/Y', '31/12/2026'], ['Y-m-d', '2026-12-31']];

const fields: Field[] = [
  { name: 'country', label: 'Country', kind: 'select', asText: true, required: true, half: true, useOptions: () => mapOptions(useQuery(countriesQuery).data) },
  { name: 'timezone', label: 'Time zone', kind: 'select', asText: true, required: true, half: true, useOptions: () => mapOptions(useQuery(timezonesQuery).data) },
  { name: 'locale', label: 'Language', kind: 'select', asText: true, required: true, half: true, useOptions: () => mapOptions(useQuery(localesQuery).data) },
  { name: 'units', label: 'Units', kind: 'select', asText: true, required: true, half: true, options: [{ value: 'metric', label: 'Metric' }, { value: 'imperial', label: 'Imperial' }] },
  { name: 'date_format', label: 'Dates', kind: 'select', asText: true, required: true, half: true, options: DATES.map(([value, label]) => ({ value: value!, label: label! })) },
  { name: 'time_format', label: 'Times', kind: 'select', asText: true, required: true, half: true, options: [{ value: 'g:i:s', label: '2:30:00 (12 hours)' }, { value: 'H:i:s', label: '14:30:00 (24 hours)' }] },
  { name: 'currency_symbol', label: 'Currency sign', required: true },
  { name: 'thousands_separator', label: 'Thousands separator', half: true },
  { name: 'decimal_separator', label: 'Decimal separator', required: true, half: true },
];

export default function Application() {
  return <SettingsForm title="Application" description="Where you do business, and how dates and amounts are written." path="/system/application" entity="application" fields={fields} />;
}
