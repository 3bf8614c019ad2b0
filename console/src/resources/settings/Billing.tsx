import type { Field } from '~/resource/types';
import { BillExample, termFields, termsBody } from './billing/terms';
import { TypeTerms } from './billing/TypeTerms';
import { SettingsForm } from './SettingsForm';

const fields: Field[] = [
  { name: 'prorate', label: 'Prorate changes within a billing period', kind: 'switch', section: 'Proration', hint: 'A service that is added on the way is charged for the days that are left; one that leaves is credited.' },
  { name: 'round_prorations_to_whole_units', label: 'Round prorated amounts to whole units of the currency', kind: 'switch' },
  { name: 'accounting_period_closed_through', label: 'Books are closed through', kind: 'date', half: true, section: 'Bookkeeping', hint: 'Nothing dated until then can be changed any more. Empty: all is open.' },
  { name: 'auto_pay_attempts', label: 'Automatic payments are tried on', kind: 'number', unit: 'days', required: true, half: true, section: 'Automatic payment and data usage', hint: 'At most; a declined one is tried again the next day.' },
  { name: 'usage_sample_retention_in_days', label: 'Samples of data usage are kept for', kind: 'number', unit: 'days', required: true, half: true, hint: 'For graphs. What they counted stays.' },
];
const all = [...termFields, ...fields];

export default function Billing() {
  return (
    <>
      <SettingsForm title="Billing" description="The terms of new accounts, and how billing works. Accounts that exist keep the terms that they have." path="/system/billing" entity="billing"
        fields={all} toBody={(values) => termsBody(all, values)} beside={(values) => <BillExample values={values} />} />
      <div style={{ maxWidth: 760, marginTop: 16 }}><TypeTerms /></div>
    </>
  );
}
