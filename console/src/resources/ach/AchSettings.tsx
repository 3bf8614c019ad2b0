import { Alert } from '@mantine/core';
import type { Field, Values } from '~/resource/types';
import { SettingsForm } from '~/resources/settings/SettingsForm';

const CLASSES = [{ value: 'PPD', label: 'PPD: they agreed on paper' }, { value: 'WEB', label: 'WEB: they agreed on the internet' }];
const KINDS = [{ value: 'checking', label: 'Checking' }, { value: 'savings', label: 'Savings' }];
const on = (values: Values) => !!values.enabled;

const fields: Field[] = [
  { name: 'enabled', label: 'Collect from bank accounts with ACH files', kind: 'switch', hint: 'New bank accounts are kept here, sealed, and debited by your bank. Cards go on to the payment processor.' },
  { name: 'immediate_destination_name', label: 'Bank that gets the files', half: true, required: true, when: on, section: 'File', hint: 'Immediate destination name, up to 23 characters.' },
  { name: 'immediate_destination', label: 'Its routing number', half: true, required: true, when: on, hint: 'Immediate destination.' },
  { name: 'immediate_origin_name', label: 'Sender', half: true, required: true, when: on, hint: 'Immediate origin name, up to 23 characters.' },
  { name: 'immediate_origin', label: 'Sender’s number', half: true, required: true, when: on, hint: 'Immediate origin, up to 10 characters.' },
  { name: 'company_name', label: 'Company name', half: true, required: true, when: on, section: 'Debits', hint: 'On customers’ bank statements, up to 16 characters.' },
  { name: 'company_identification', label: 'Company identification', half: true, required: true, when: on, hint: 'Up to 10 characters; your bank gives it.' },
  { name: 'entry_description', label: 'What payments are for', half: true, required: true, when: on, hint: 'On customers’ bank statements, up to 10 characters.' },
  { name: 'originating_routing_number', label: 'Routing number of your bank', half: true, required: true, when: on, hint: 'The originating bank (ODFI).' },
  { name: 'entry_class', label: 'Private customers', kind: 'select', asText: true, required: true, when: on, options: CLASSES, hint: 'Accounts of commercial types are CCD.' },
  { name: 'offset_routing_number', label: 'Routing number', half: true, when: on, section: 'Your account, where the bank wants balanced files', hint: 'Empty: files are not balanced.' },
  { name: 'offset_account_number', label: 'Account number', kind: 'password', half: true, when: (values) => on(values) && !!values.offset_routing_number, hint: 'It is never shown again; left blank, it stays as it is.' },
  { name: 'offset_account_type', label: 'Kind', kind: 'select', asText: true, required: true, half: true, when: (values) => on(values) && !!values.offset_routing_number, options: KINDS },
];

/** Without a routing number there is no account to balance with; a number that is left blank stays. */
export function toBody({ offset_account_number, ...values }: Values): Values {
  const body = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === '' ? null : value]));
  if (!body.offset_routing_number) return { ...body, offset_account_number: null };
  return offset_account_number ? { ...body, offset_account_number } : body;
}

/** Who sends ACH files, and through which bank. */
export default function AchSettings() {
  return (
    <SettingsForm title="ACH" description="Customers’ bank accounts are debited with NACHA files through your own bank, which tells what each field is." path="/system/ach" entity="ach"
      fields={fields} toBody={toBody} aside={(stored) => stored.enabled && stored.offset_routing_number ? <Alert mt="md" p="xs" color="tide">{stored.offset_account_configured ? 'Files are balanced with your account.' : 'No account number is set.'}</Alert> : null} />
  );
}
