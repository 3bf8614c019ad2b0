import { Alert, Text } from '@mantine/core';
import type { Field, Values } from '~/resource/types';
import { TEST_BANK_ACCOUNTS, TEST_CARDS } from '~/resources/paymentmethods/TestNumbers';
import { writeNumber } from '~/resources/paymentmethods/card';
import { SettingsForm } from './SettingsForm';

const charges = (values: Values) => values.kind !== 'none';
const fields: Field[] = [
  {
    name: 'kind', label: 'Processor', kind: 'select', asText: true, required: true,
    options: [{ value: 'none', label: 'None: payments are only written down' }, { value: 'sandbox', label: 'Sandbox: for trying out, moves no money' }, { value: 'stripe', label: 'Stripe' }],
  },
  { name: 'secret_key', label: 'Secret key', kind: 'password', when: (values) => values.kind === 'stripe', hint: 'Begins with sk_ or rk_. It is never shown again; left blank, it stays as it is.' },
  { name: 'base_url', label: 'Address', when: (values) => values.kind === 'stripe' && !!values.base_url, hint: 'Stripe’s own when left blank.' },
  { name: 'statement_description', label: 'Description of charges', half: true, when: charges, hint: 'At the processor, before the number of the account.' },
  { name: 'currency', label: 'Currency', required: true, half: true, when: charges, hint: 'Three letters, such as USD.' },
];

function toBody({ secret_key, base_url, ...values }: Values): Values {
  return { ...values, statement_description: values.statement_description || null, base_url: base_url || null, ...(secret_key ? { secret_key } : {}) };
}

/** Who charges cards and bank accounts. */
export default function PaymentProcessor() {
  return (
    <SettingsForm title="Payment processor" description="Who charges cards and bank accounts, and keeps their numbers. Methods that were stored with another processor cannot be charged with this one."
      path="/system/payment_processor" entity="payment_processor" fields={fields} toBody={toBody}
      aside={(stored) => <Status stored={stored} />} beside={(values) => values.kind === 'sandbox' && <TestTable />} />
  );
}

function Status({ stored }: { stored: Values }) {
  if (stored.kind === 'none') return <Alert mt="md" color="yellow" p="xs">Nothing can be charged. Cash, checks and wires are still booked.</Alert>;
  if (stored.kind === 'sandbox') return <Alert mt="md" color="yellow" p="xs">The sandbox is in use: no money moves, and real cards are refused.</Alert>;
  return <Alert mt="md" color={stored.secret_key_configured ? 'tide' : 'yellow'} p="xs">{stored.secret_key_configured ? 'A secret key is set.' : 'No secret key is set.'}</Alert>;
}

function TestTable() {
  const lines = (numbers: [string, string][], write: (number: string) => string) => numbers.map(([number, what]) => (
    <div className="sumline" key={number}><span className="tnum">{write(number)}</span><Text span size="sm" c="dimmed">{what}</Text></div>
  ));
  return (
    <section className="example" aria-label="Test numbers">
      <Text size="sm" fw={620} mb={4}>Test cards</Text>
      {lines(TEST_CARDS, writeNumber)}
      <Text size="sm" fw={620} mb={4} mt="md">Test bank accounts</Text>
      <Text size="xs" c="dimmed">Routing number 110000000</Text>
      {lines(TEST_BANK_ACCOUNTS, (number) => number)}
    </section>
  );
}
