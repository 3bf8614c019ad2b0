import { Badge } from '@mantine/core';
import type { Field, FieldProps, Values } from '~/resource/types';
import { CountryInput, StateInput } from '~/resources/addresses/AddressInputs';
import { DigitsInput } from '~/ui/DigitsInput';
import { brandOf, cvcProblem, expirationDigits, expirationProblem, numberProblem, writeExpiration, writeNumber } from './card';

const digits = (value: unknown) => (typeof value === 'string' ? value : '');
const plainly = (text: string) => text;

function CardNumber({ value, error, label, onChange }: FieldProps) {
  const brand = brandOf(digits(value));
  return (
    <DigitsInput label={label} name="card" withAsterisk error={error} value={digits(value)} onDigits={onChange} write={writeNumber} most={19} data-autofocus
      rightSectionWidth={brand ? brand.label.length * 7 + 30 : 0} rightSection={brand && <Badge variant="light" size="sm">{brand.label}</Badge>} />
  );
}

function ExpirationInput({ value, error, label, onChange }: FieldProps) {
  return <DigitsInput label={label} name="expiration" withAsterisk error={error} placeholder="MM / YY" value={digits(value)} onDigits={(typed) => onChange(expirationDigits(typed))} write={writeExpiration} most={6} />;
}

function Code({ value, error, label, onChange }: FieldProps) {
  return <DigitsInput label={label} name="code" error={error} value={digits(value)} onDigits={onChange} write={plainly} most={4} />;
}

export const expirationField: Field = { name: 'expiration', serverNames: ['expiration_month', 'expiration_year'], label: 'Expires', half: true, input: (props) => <ExpirationInput {...props} /> };

/** A card as it is typed. `when` says whether the form is about one. */
export const cardFields = (when: NonNullable<Field['when']>): Field[] => [
  { name: 'account_number', serverNames: ['number'], label: 'Card number', input: (props: FieldProps) => <CardNumber {...props} /> },
  expirationField,
  { name: 'cvc', label: 'Security code', half: true, input: (props: FieldProps) => <Code {...props} /> },
].map((field) => ({ ...field, when }));

/** Where the bills of a card go. */
export const billingAddressFields: Field[] = [
  { name: 'line1', label: 'Street', section: 'Billing address' },
  { name: 'country', label: 'Country', half: true, input: (props) => <CountryInput {...props} /> },
  { name: 'state', label: 'State or province', half: true, input: (props) => <StateInput {...props} /> },
  { name: 'city', label: 'City', half: true },
  { name: 'zip', label: 'Postal code', half: true },
];

/** What is wrong with a card, by field. `today` is a date in the operator's time zone. */
export function cardProblems(values: Values, today: string): Record<string, string | undefined> {
  return {
    account_number: numberProblem(digits(values.account_number)),
    expiration: expirationProblem(digits(values.expiration), today),
    cvc: cvcProblem(digits(values.cvc), digits(values.account_number)),
  };
}

/** What a card cannot do without, beside its number. */
export function missing(values: Values, names: Record<string, string>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(names).map(([name, label]) => [name, digits(values[name]).trim() ? undefined : `${label} is required.`]));
}
export const CARD_NEEDS = { name_on_account: 'The name', line1: 'The street', country: 'The country', state: 'The state', city: 'The city', zip: 'The postal code' };
