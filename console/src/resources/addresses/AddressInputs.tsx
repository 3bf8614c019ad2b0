import { Autocomplete, Button, Group, Select, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconMapCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { api, ApiError } from '~/api/client';
import { countiesQuery, countriesQuery, mapOptions, subdivisionsQuery } from '~/api/lookups';
import type { Address } from '~/api/models';
import type { FieldProps } from '~/resource/types';

const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));

export function CountryInput({ value, error, label, onChange, patch }: FieldProps) {
  const countries = useQuery(countriesQuery).data;
  return (
    <Select label={label} error={error} withAsterisk name="country" data={mapOptions(countries)} value={text(value) || null} searchable allowDeselect={false}
      nothingFoundMessage="Nothing found" onChange={(next) => (onChange(next), patch({ state: '', county: '' }))} />
  );
}

/** States of the chosen country; free text where the reference data has none. */
export function StateInput({ value, values, error, label, onChange, patch }: FieldProps) {
  const states = useQuery(subdivisionsQuery(text(values.country))).data;
  const options = mapOptions(states);
  if (states && options.length === 0) return <TextInput label={label} error={error} name="state" value={text(value)} onChange={(event) => onChange(event.currentTarget.value)} />;
  const held = text(value);
  // A stored full name is shown as the code that the list knows.
  const known = options.find((option) => option.value === held || option.label === held)?.value ?? null;
  return (
    <Select label={label} error={error} withAsterisk name="state" data={options} value={known} searchable allowDeselect={false} nothingFoundMessage="Nothing found"
      onChange={(next) => (onChange(next), patch({ county: '' }))} />
  );
}

/** Counties of the chosen state (United States only); free text elsewhere. */
export function CountyInput({ value, values, error, label, onChange }: FieldProps) {
  const counties = useQuery(countiesQuery(values.country === 'US' ? text(values.state) : '')).data;
  const unique = [...new Set(counties ?? [])];
  return <Autocomplete label={label} error={error} name="county" data={unique} value={text(value)} onChange={onChange} limit={100} />;
}

/** Asks the server to normalise the address and to find its position. */
export function ValidateAddress({ values, patch, error }: FieldProps) {
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<{ good: boolean; message: string } | null>(null);
  const check = async () => {
    setBusy(true);
    try {
      const { line1, city, state, county, zip, country } = values;
      const found = await api.post<Partial<Address>>('/_data/validate_address', { line1, city, state, county: county || null, zip, country });
      const usable = Object.entries(found).filter(([name, value]) => value !== null && value !== '' && name in values);
      const changed = usable.filter(([name, value]) => text(values[name]) !== text(value)).length;
      patch(Object.fromEntries(usable));
      setAnswer({ good: true, message: changed ? 'The address was completed.' : 'The address is valid.' });
    } catch (failure) {
      const reason = failure instanceof ApiError ? failure.message : 'Something went wrong.';
      setAnswer({ good: false, message: `${reason} You can save it as it is.` });
    } finally {
      setBusy(false);
    }
  };
  const ready = values.line1 && values.city && values.country;
  return (
    <Group gap="sm">
      <Button variant="light" leftSection={<IconMapCheck size={16} />} loading={busy} disabled={!ready} onClick={() => void check()}>Validate address</Button>
      <Text size="sm" c={error || answer?.good === false ? 'red' : 'dimmed'} role="status">{error ?? answer?.message ?? ''}</Text>
    </Group>
  );
}
