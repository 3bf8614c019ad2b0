import { Button, Drawer, Group, SegmentedControl, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '~/api/client';
import { applicationQuery } from '~/api/lookups';
import type { Account } from '~/api/models';
import { changed } from '~/api/query';
import { Fields, Problem } from '~/resource/Fields';
import { refuse, shownValues, useForm } from '~/resource/form';
import type { Field, FieldProps, Values } from '~/resource/types';
import { todayIn } from '~/resources/accountbilling/prorate';
import { DigitsInput } from '~/ui/DigitsInput';
import { Lines } from '~/ui/States';
import { done } from '~/ui/toast';
import { ALL_BRANDS, expirationProblem, readExpiration, routingProblem } from './card';
import { billingAddressFields, CARD_NEEDS, cardFields, cardProblems, expirationField, missing } from './CardFields';
import { TestNumbers } from './TestNumbers';
import { useBillingAddress } from './useBillingAddress';

const is = (...kinds: string[]) => (values: Values) => kinds.includes(String(values.kind));
const ofCardToken = (values: Values) => values.kind === 'token' && values.type === 'credit card';
const text = (value: unknown) => (typeof value === 'string' ? value : '');
const plainly = (digits: string) => digits;

function Kind({ value, onChange, patch }: FieldProps) {
  return (
    <SegmentedControl fullWidth aria-label="Kind" value={text(value)} onChange={(kind) => (patch({ account_number: '', routing_number: '', cvc: '' }), onChange(kind))}
      data={[{ value: 'card', label: 'Card' }, { value: 'bank', label: 'Bank account' }, { value: 'token', label: 'Token' }]} />
  );
}
const bankDigits = (name: string, most: number) => function BankDigits({ value, error, label, onChange }: FieldProps) {
  return <DigitsInput label={label} name={name} withAsterisk error={error} value={text(value)} onDigits={onChange} write={plainly} most={most} />;
};

const fields: Field[] = [
  { name: 'kind', label: 'Kind', input: (props) => <Kind {...props} /> },
  ...cardFields(is('card')),
  { name: 'routing_number', label: 'Routing number', half: true, when: is('bank'), input: bankDigits('routing', 9) },
  { name: 'account_number', label: 'Account number', half: true, when: is('bank'), input: bankDigits('bank', 17) },
  { name: 'account_type', label: 'Kind of account', kind: 'select', asText: true, required: true, when: is('bank'), options: [{ value: 'checking', label: 'Checking' }, { value: 'savings', label: 'Savings' }] },
  { name: 'token', label: 'Token', required: true, when: is('token'), hint: 'What the processor calls it, such as pm_1Example. It is stored sealed and never shown.' },
  { name: 'payment_processor_customer_profile_id', label: 'Customer at the processor', when: is('token'), hint: 'Such as cus_Example; where the token belongs to one.' },
  { name: 'type', label: 'It stands for', kind: 'select', asText: true, required: true, half: true, when: is('token'), options: [{ value: 'credit card', label: 'A card' }, { value: 'echeck', label: 'A bank account' }] },
  { name: 'identifier', label: 'Last four digits', required: true, half: true, when: is('token') },
  { name: 'card_type', label: 'Brand', kind: 'select', asText: true, required: true, half: true, when: ofCardToken, options: ALL_BRANDS.map((brand) => ({ value: brand.name, label: brand.label })) },
  { ...expirationField, when: ofCardToken },
  { name: 'name_on_account', label: 'Name on it', required: true },
  { name: 'auto', label: 'Pay invoices with it automatically', kind: 'switch', hint: 'One method of an account does.' },
  ...billingAddressFields,
];

/** What is wrong with the form, by field. */
function problems(values: Values, today: string): Record<string, string | undefined> {
  const number = text(values.account_number);
  if (values.kind === 'card') return { ...cardProblems(values, today), ...missing(values, CARD_NEEDS) };
  if (values.kind === 'token') return ofCardToken(values) ? { expiration: expirationProblem(text(values.expiration), today), ...missing(values, CARD_NEEDS) } : {};
  return { routing_number: routingProblem(text(values.routing_number)), account_number: !number ? 'The account number is required.' : number.length < 4 ? 'Digits are missing.' : undefined, ...missing(values, { name_on_account: 'The name' }) };
}

function bodyOf(values: Values): Values {
  const { kind, expiration, ...rest } = shownValues(fields, values, true);
  const body = { ...rest, ...(expiration ? readExpiration(text(expiration)) : {}), ...(kind === 'token' ? {} : { type: kind === 'card' ? 'credit card' : 'bank account' }) };
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== '' && value !== null));
}

/** Stores a card or a bank account: its number goes to the processor, and what stays is a token. */
export function AddMethod({ account, opened, onClose }: { account: Account; opened: boolean; onClose: () => void }) {
  return (
    <Drawer opened={opened} onClose={onClose} size={480} title={<Text fw={640} size="lg">Add a payment method</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {opened && <Loading account={account} onClose={onClose} />}
    </Drawer>
  );
}

function Loading(props: { account: Account; onClose: () => void }) {
  const address = useBillingAddress(props.account.id);
  return address ? <Form {...props} address={address} /> : <Lines count={7} height={44} />;
}

function Form({ account, address, onClose }: { account: Account; address: Values; onClose: () => void }) {
  const today = todayIn(useQuery(applicationQuery).data?.timezone ?? 'UTC');
  const [blank] = useState<Values>(() => ({
    kind: 'card', account_number: '', expiration: '', cvc: '', routing_number: '', account_type: 'checking', token: '', payment_processor_customer_profile_id: '',
    type: 'credit card', identifier: '', card_type: null, name_on_account: account.name, auto: false, ...address,
  }));
  const form = useForm(blank, fields);
  const save = async () => {
    const ok = await form.submit(async (values) => {
      refuse(problems(values, today));
      const path = values.kind === 'token' ? (`/accounts/${account.id}/tokenized_payment_method` as const) : (`/accounts/${account.id}/payment_methods` as const);
      await api.post(path, bodyOf(values));
    });
    if (!ok) return;
    changed('payment_methods');
    done('The payment method was added');
    onClose();
  };
  return (
    <form noValidate autoComplete="off" onSubmit={(event) => (event.preventDefault(), void save())}>
      {form.values.kind !== 'token' && <TestNumbers bank={form.values.kind === 'bank'} onPick={form.patch} />}
      <Problem form={form} />
      <Fields fields={fields} form={form} isNew />
      <Text size="xs" c="dimmed" mt="md">{form.values.kind === 'token' ? 'The processor knows it already.' : 'The number goes to the payment processor and is not stored here.'}</Text>
      <Group mt="sm" gap="xs">
        <Button type="submit" loading={form.busy}>Add payment method</Button>
        <Button variant="default" onClick={onClose}>Cancel</Button>
      </Group>
    </form>
  );
}
