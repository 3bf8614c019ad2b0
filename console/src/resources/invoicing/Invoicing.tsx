import { Stack } from '@mantine/core';
import type { Field, Values } from '~/resource/types';
import { SettingsForm } from '~/resources/settings/SettingsForm';
import { Logo } from './Logo';
import { Templates } from './Templates';

const fields: Field[] = [
  { name: 'paper', label: 'Paper', kind: 'select', asText: true, half: true, hint: 'Empty: as your country prints.', options: [{ value: 'a4', label: 'A4' }, { value: 'letter', label: 'Letter' }] },
  { name: 'locale', label: 'Language', kind: 'select', asText: true, half: true, hint: 'Of documents and of mails to customers. Empty: that of the application.', options: [{ value: 'en', label: 'English' }, { value: 'es', label: 'Spanish' }, { value: 'fr', label: 'French' }] },
  { name: 'accent', label: 'Colour', kind: 'color', half: true, hint: 'Of lines and headings.' },
  { name: 'tax_display', label: 'Taxes', kind: 'select', asText: true, required: true, half: true, options: [{ value: 'summary', label: 'Added up below the charges' }, { value: 'per_line', label: 'Beside each charge too' }] },
  { name: 'itemisation', label: 'Call lists', kind: 'select', asText: true, required: true, half: true, hint: 'On invoices and statements, one line a call.', options: [{ value: 'charged', label: 'Calls that cost something' }, { value: 'all', label: 'All calls' }, { value: 'none', label: 'No list' }] },
  { name: 'tax_id', label: 'Tax number of the company', section: 'Your company' },
  { name: 'registration', label: 'Registration', kind: 'textarea', hint: 'What else the law wants below your address: register, court, directors. One line each.' },
  { name: 'payment_slip', label: 'End open invoices with a payment slip', kind: 'switch', section: 'Payment by mail', hint: 'Except those that are paid automatically.' },
  { name: 'remit_to', label: 'Send payments to', kind: 'textarea', when: (values) => !!values.payment_slip, hint: 'One line each. Empty: the address of the company.' },
  { name: 'deposit_to', label: 'Bank account for cash and checks', kind: 'textarea', section: 'Deposit slips', hint: 'One line each: bank, account number, name. Empty: a line to write on.' },
];

const toBody = (values: Values): Values => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === '' ? null : value]));

/** How invoices and statements look. */
export default function Invoicing() {
  return (
    <>
      <SettingsForm title="Invoices" description="How invoices and statements look, and what stands on them beside the books." path="/system/invoicing" entity="invoicing" fields={fields} toBody={toBody} beside={() => <Logo />} />
      <Stack gap="md" mt="md" maw={1116}><Templates /></Stack>
    </>
  );
}
