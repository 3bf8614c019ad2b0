import { Grid, Text, TextInput } from '@mantine/core';
import type { Contact, PhoneNumber, PhoneType } from '~/api/models';
import { formatPhone } from '~/lib/format';
import type { FieldProps } from '~/resource/types';

const TYPES: PhoneType[] = ['work', 'mobile', 'home', 'fax'];
type Numbers = Partial<Record<PhoneType, PhoneNumber | null>>;

/** Four numbers by type, each with an extension. */
export function PhoneNumbers({ value, error, onChange }: FieldProps) {
  const numbers = asNumbers(value);
  const set = (type: PhoneType, change: Partial<PhoneNumber>) => onChange({ ...numbers, [type]: { number: '', extension: '', ...numbers[type], ...change } });
  return (
    <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
      <Text component="legend" size="sm" fw={500} mb={4}>Phone numbers</Text>
      <Grid gap={6}>
        {TYPES.map((type) => (
          <Grid.Col span={12} key={type}>
            <Grid gap={6}>
              <Grid.Col span={8}>
                <TextInput aria-label={`${type} number`} leftSectionWidth={66} leftSection={<Text size="xs" c="dimmed" tt="capitalize">{type}</Text>} type="tel"
                  value={numbers[type]?.number ?? ''} onChange={(event) => set(type, { number: event.currentTarget.value })} />
              </Grid.Col>
              <Grid.Col span={4}>
                <TextInput aria-label={`${type} extension`} placeholder="Extension" value={numbers[type]?.extension ?? ''} onChange={(event) => set(type, { extension: event.currentTarget.value })} />
              </Grid.Col>
            </Grid>
          </Grid.Col>
        ))}
      </Grid>
      {error && <Text size="xs" c="red" mt={4}>{error}</Text>}
    </fieldset>
  );
}

/** The API sends `[]` for a contact without numbers. */
export const asNumbers = (value: unknown): Numbers => (value && !Array.isArray(value) ? (value as Numbers) : {});

/** Only the numbers that were filled in. */
export function phoneBody(value: unknown): Numbers {
  return Object.fromEntries(
    Object.entries(asNumbers(value))
      .filter(([, phone]) => phone?.number)
      .map(([type, phone]) => [type, { number: phone!.number, extension: phone!.extension || null }]),
  );
}

/** The first numbers of a contact as links. */
export function Phones({ of: contact }: { of: Contact }) {
  const numbers = Object.entries(asNumbers(contact.phone_numbers)).filter(([, phone]) => phone?.number);
  if (numbers.length === 0) return <Text span c="dimmed">–</Text>;
  return (
    <>
      {numbers.map(([type, phone]) => (
        <div key={type} style={{ whiteSpace: 'nowrap' }}>
          <a className="link" href={`tel:${phone!.number.replace(/[^+\d]/g, '')}`}>{formatPhone(phone!.number)}</a>
          {phone!.extension && <Text span size="xs" c="dimmed"> ext. {phone!.extension}</Text>}
          <Text span size="xs" c="dimmed"> {type}</Text>
        </div>
      ))}
    </>
  );
}
