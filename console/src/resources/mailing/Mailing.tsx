import { Stack } from '@mantine/core';
import type { Field } from '~/resource/types';
import { SettingsForm } from '~/resources/settings/SettingsForm';
import { MessageTemplates } from './MessageTemplates';

const toggle = (name: string, label: string, hint?: string, section?: string): Field => ({ name, label, kind: 'switch', ...(hint ? { hint } : {}), ...(section ? { section } : {}) });

const fields: Field[] = [
  toggle('invoices', 'Invoices of billing runs', 'With their PDF, to contacts that want financial mail.', 'Invoices'),
  toggle('invoices_made_by_hand', 'Invoices made by hand', 'Switch it off while you import invoices.'),
  toggle('invoices_that_are_printed', 'Invoices that are printed too'),
  toggle('invoice_overdue', 'A reminder on the day after an invoice was due', undefined, 'Notices'),
  toggle('account_delinquent', 'When an account becomes delinquent'),
  toggle('auto_pay_declined', 'When an automatic payment was declined'),
  toggle('card_expires', 'In the month before the card that pays automatically expires'),
  toggle('usage_near_cap', 'When 80 % of the data of a period are used', undefined, 'Data usage'),
  toggle('usage_at_cap', 'When all data of a period are used'),
  toggle('top_off', 'When data was bought'),
];

/** What customers get by mail, and what it says. */
export default function Mailing() {
  return (
    <>
      <SettingsForm title="Mail to customers" description="What leaves by itself. Contacts get what their mail categories allow, and nothing is sent while no mail server is set." path="/system/mailing" entity="mailing" fields={fields} />
      <Stack mt="md" maw={1116}><MessageTemplates /></Stack>
    </>
  );
}
