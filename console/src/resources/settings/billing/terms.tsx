import { Text } from '@mantine/core';
import { useStatuses } from '~/api/lookups';
import { useFormat } from '~/lib/format';
import { shownValues } from '~/resource/form';
import type { Field, Values } from '~/resource/types';
import { example } from './example';

const separate = (values: Values) => !!values.separate_invoice_day_enabled;
const switches = (values: Values) => !!values.switch_status_after_delinquency;
const BASES = [{ value: 'billing', label: 'The day of billing' }, { value: 'invoice', label: 'The date of the invoice' }];
const MODES = [{ value: 'invoice', label: 'Invoices' }, { value: 'statement', label: 'Statements' }];

/** The terms on which an account is billed. */
export const termFields: Field[] = [
  { name: 'bill_day', label: 'Bills on day', kind: 'number', required: true, half: true, section: 'Bills and invoices', hint: 'Of the month, 1 to 28.' },
  { name: 'months_to_bill', label: 'Bills for', kind: 'number', unit: 'months', required: true, half: true, hint: 'At a time, in advance.' },
  { name: 'bill_mode', label: 'Customers get', kind: 'select', asText: true, required: true, half: true, options: MODES },
  { name: 'print_invoice', label: 'On paper too', kind: 'switch', half: true, hint: 'Invoices wait to be printed.' },
  { name: 'separate_invoice_day_enabled', label: 'Invoices have a day of their own', kind: 'switch', hint: 'Turned off, they are dated on the day of billing.' },
  { name: 'invoice_day', label: 'Invoices on day', kind: 'number', required: true, half: true, hint: 'Up to the bill day: in the next month.', when: separate },
  { name: 'due_days', label: 'Due after', kind: 'number', unit: 'days', required: true, half: true, section: 'Payment' },
  { name: 'due_days_day', label: 'Due days count from', kind: 'select', asText: true, required: true, half: true, options: BASES, when: separate },
  { name: 'auto_pay_days', label: 'Automatic payment after', kind: 'number', unit: 'days', required: true, half: true },
  { name: 'auto_pay_day', label: 'Automatic payment counts from', kind: 'select', asText: true, required: true, half: true, options: BASES, when: separate },
  { name: 'grace_days', label: 'Grace', kind: 'number', unit: 'days', required: true, half: true, section: 'Late payment', hint: 'After the due date; then it is delinquent.' },
  { name: 'switch_status_after_delinquency', label: 'The status changes after some time', kind: 'switch', hint: 'Without an active status, an account is not billed and has no service.' },
  { name: 'days_of_delinquency_for_status_switch', label: 'After being delinquent for', kind: 'number', unit: 'days', required: true, half: true, when: switches },
  {
    name: 'delinquency_account_status_id', label: 'To the status', kind: 'select', required: true, half: true, when: switches,
    useOptions: () => useStatuses()?.filter((status) => !status.active).map((status) => ({ value: String(status.id), label: status.name })),
  },
];

/** What the API takes: only what is shown, and null for an empty choice. */
export const termsBody = (fields: Field[], values: Values): Values =>
  Object.fromEntries(Object.entries(shownValues(fields, values, false)).map(([name, value]) => [name, value === '' ? null : value]));

/** What the terms mean for one bill, with dates. */
export function BillExample({ values }: { values: Values }) {
  const format = useFormat();
  const steps = example(values, new Date().toISOString());
  return (
    <section className="example" aria-label="Example" aria-live="polite">
      <Text size="sm" fw={580} mb={8}>For example, an account that bills this month and does not pay</Text>
      <ol>
        {steps.map((step) => <li key={step.what}><span className="tnum">{format.date(step.date)}</span> {step.what}</li>)}
      </ol>
    </section>
  );
}
