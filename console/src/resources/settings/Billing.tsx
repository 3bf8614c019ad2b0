import type { Field } from '~/resource/types';
import { BillExample, termFields, termsBody } from './billing/terms';
import { TypeTerms } from './billing/TypeTerms';
import { SettingsForm } from './SettingsForm';

const fields: Field[] = [
  { name: 'prorate', label: 'Prorate changes within a billing period', kind: 'switch', section: 'Proration', hint: 'A service that is added on the way is charged for the days that are left; one that leaves is credited.' },
  { name: 'round_prorations_to_whole_units', label: 'Round prorated amounts to whole units of the currency', kind: 'switch' },
  { name: 'accounting_period_closed_through', label: 'Books are closed through', kind: 'date', half: true, section: 'Bookkeeping', hint: 'Nothing dated until then can be changed any more. Empty: all is open.' },
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
