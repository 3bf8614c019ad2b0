import { Autocomplete, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Geotax, Tax } from '~/api/catalog';
import { applicationQuery, countiesQuery, subdivisionsQuery } from '~/api/lookups';
import { defineResource, type FieldProps } from '~/resource/types';
import { Rate, rateUnit } from './taxes';

const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));

function useHome() {
  const country = useQuery(applicationQuery).data?.country ?? '';
  return { country, states: useQuery(subdivisionsQuery(country)).data ?? {} };
}

/** A state or province; those of the operator's country are offered. */
function SubdivisionInput({ value, error, label, onChange, patch }: FieldProps) {
  const { states } = useHome();
  const names = [...new Set(Object.values(states))];
  return (
    <Autocomplete label={label} description="Of another country: type its name." error={error} name="subdivision" data={names} limit={100} value={text(value)}
      onChange={(next) => (onChange(next || null), next !== value && patch({ county: null }))} />
  );
}

/** Counties are known in the United States, once the state is. */
function CountyInput({ value, values, error, label, onChange }: FieldProps) {
  const { country, states } = useHome();
  const key = Object.entries(states).find(([code, name]) => name === values.subdivision || code === values.subdivision)?.[0];
  const counties = useQuery(countiesQuery(country === 'US' && key ? key : '')).data;
  return <Autocomplete label={label} description="Only in the United States." error={error} name="county" data={[...new Set(counties ?? [])]} limit={100} value={text(value)} onChange={(next) => onChange(next || null)} />;
}

/** Where a geotax applies, from the widest to the narrowest. */
export const placeOf = (geotax: Pick<Geotax, 'subdivision' | 'county' | 'city' | 'zip' | 'zip_partial_match'>) =>
  [geotax.subdivision, geotax.county, geotax.city, geotax.zip && (geotax.zip_partial_match ? `${geotax.zip}…` : geotax.zip)].filter(Boolean).join(', ');

export const geotaxes = (tax: Pick<Tax, 'id' | 'application'>) =>
  defineResource<Geotax>({
    entity: 'geotaxes',
    path: `/financial/taxes/${tax.id}/geotaxes`,
    title: 'Places',
    singular: 'place',
    permission: 'taxes',
    labelOf: (row) => row.name,
    columns: [
      { key: 'name', label: 'Name', sortable: true, render: (row) => <Text span size="sm" fw={560}>{row.name}</Text> },
      { key: 'subdivision', label: 'Where', render: (row) => placeOf(row) },
      { key: 'rate', label: 'Rate', sortable: true, numeric: true, width: 140, render: (row) => <Rate application={tax.application} rate={row.rate} /> },
    ],
    fields: [
      { name: 'name', label: 'Name', required: true, hint: 'Invoices show it to the customer.' },
      { name: 'rate', label: 'Rate', kind: 'amount', places: 6, required: true, unit: rateUnit(tax.application) ?? '', half: true },
      { name: 'subdivision', label: 'State or province', section: 'Where it applies', input: (props) => <SubdivisionInput {...props} /> },
      { name: 'county', label: 'County', half: true, input: (props) => <CountyInput {...props} /> },
      { name: 'city', label: 'City', half: true, hint: 'As addresses write it.' },
      { name: 'zip', label: 'Postal code', half: true, hint: 'Or how it begins.' },
      { name: 'zip_partial_match', label: 'It is only the beginning', kind: 'switch', half: true, hint: '543 stands for 54300 to 54399.' },
    ],
    blank: { name: '', rate: '', subdivision: null, county: null, city: '', zip: '', zip_partial_match: false },
    toBody: ({ city, zip, ...values }) => ({ ...values, city: city || null, zip: zip || null }),
    emptyHint: 'Without a place, nobody pays this tax. Begin with the rate of a state, then add those of its counties.',
  });
