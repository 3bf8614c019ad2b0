import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { addressTypesQuery, toOptions } from '~/api/lookups';
import type { Address } from '~/api/models';
import { defineResource, type Field, type Values } from '~/resource/types';
import { CountryInput, CountyInput, StateInput, ValidateAddress } from './AddressInputs';

/** The address part of a form; also used where an account is created. */
export const addressFields: Field[] = [
  { name: 'line1', label: 'Street', required: true },
  { name: 'line2', label: 'Suite, unit' },
  { name: 'country', label: 'Country', half: true, input: (props) => <CountryInput {...props} /> },
  { name: 'state', label: 'State or province', half: true, input: (props) => <StateInput {...props} /> },
  { name: 'city', label: 'City', required: true, half: true },
  { name: 'zip', label: 'Postal code', required: true, half: true },
  { name: 'county', label: 'County', input: (props) => <CountyInput {...props} /> },
  { name: 'latitude', label: 'Latitude', half: true },
  { name: 'longitude', label: 'Longitude', half: true },
  { name: 'validation', label: '', input: (props) => <ValidateAddress {...props} /> },
];

export const blankAddress: Values = { line1: '', line2: '', city: '', state: '', county: '', zip: '', country: 'US', latitude: '', longitude: '' };

const coordinate = (value: unknown) => (value === '' || value === null || value === undefined ? null : Number.isNaN(Number(value)) ? value : Number(value));

/** The address as the API takes it: coordinates are numbers or nothing. */
export const addressBody = (values: Values): Values => {
  const { validation: _, ...rest } = values;
  return { ...rest, latitude: coordinate(values.latitude), longitude: coordinate(values.longitude) };
};

export const oneLine = (address: Address) =>
  [address.line1, address.line2, address.city, [address.state, address.zip].filter(Boolean).join(' ')].filter(Boolean).join(', ');

function TypeName({ id }: { id: number }) {
  return <>{useQuery(addressTypesQuery).data?.find((type) => type.id === id)?.name ?? ''}</>;
}

export const addresses = (account: number) =>
  defineResource<Address>({
    entity: 'account_addresses',
    path: `/accounts/${account}/addresses`,
    title: 'Addresses',
    singular: 'address',
    permission: 'account_addresses',
    searchable: false,
    labelOf: (address) => address.line1,
    columns: [
      { key: 'address_type_id', label: 'Type', width: 110, render: (row) => <TypeName id={row.address_type_id} /> },
      { key: 'line1', label: 'Address', render: (row) => <>{row.line1}{row.line2 && <Text span c="dimmed" size="sm">, {row.line2}</Text>}</> },
      { key: 'city', label: 'City' },
      { key: 'state', label: 'State' },
      { key: 'zip', label: 'Postal code', wide: true },
      { key: 'county', label: 'County', wide: true },
      { key: 'latitude', label: 'Position', wide: true, render: (row) => (row.latitude === null ? '–' : <span className="tnum">{Number(row.latitude).toFixed(5)}, {Number(row.longitude).toFixed(5)}</span>) },
    ],
    fields: [
      { name: 'address_type_id', label: 'Type', kind: 'select', required: true, useOptions: () => toOptions(useQuery(addressTypesQuery).data) },
      ...addressFields,
    ],
    blank: { address_type_id: 2, ...blankAddress },
    toBody: addressBody,
    touches: ['accounts'],
  });
