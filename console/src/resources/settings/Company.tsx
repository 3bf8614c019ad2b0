import { CountryInput, StateInput } from '~/resources/addresses/AddressInputs';
import { SettingsForm } from './SettingsForm';

export default function Company() {
  return (
    <SettingsForm
      title="Company" description="Your name and address, as contracts and mail show them." path="/system/company" entity="company"
      fields={[
        { name: 'name', label: 'Name', required: true },
        { name: 'line1', label: 'Street', half: true },
        { name: 'line2', label: 'Suite, unit', half: true },
        { name: 'country', label: 'Country', half: true, input: (props) => <CountryInput {...props} /> },
        { name: 'state', label: 'State or province', half: true, input: (props) => <StateInput {...props} /> },
        { name: 'city', label: 'City', half: true },
        { name: 'zip', label: 'Postal code', half: true },
        { name: 'phone_number', label: 'Phone', half: true },
        { name: 'email_address', label: 'Email', kind: 'email', half: true },
        { name: 'website', label: 'Website' },
      ]}
      toBody={({ county: _, ...values }) => values}
    />
  );
}
