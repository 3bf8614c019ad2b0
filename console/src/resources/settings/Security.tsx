import { SettingsForm } from './SettingsForm';

export default function Security() {
  return (
    <SettingsForm
      title="Security" description="From where and how people sign in." path="/system/security" entity="security"
      fields={[
        { name: 'allowed_networks', label: 'Allowed networks', kind: 'list', hint: 'Only these may reach the console and the API, for example 192.0.2.0/24. Empty: every network. Include the one you are on.' },
        { name: 'password_minimum_length', label: 'Shortest password', kind: 'number', required: true, half: true },
        { name: 'session_lifetime_in_minutes', label: 'Session length in minutes', kind: 'number', required: true, half: true },
        { name: 'require_totp', label: 'Everybody needs a second factor', kind: 'switch', hint: 'People without one set it up when they sign in next.' },
      ]}
    />
  );
}
