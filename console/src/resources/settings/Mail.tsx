import { Alert } from '@mantine/core';
import { SettingsForm } from './SettingsForm';

export default function Mail() {
  return (
    <SettingsForm
      title="Mail" description="How mail to customers and users leaves this server." path="/system/mail" entity="mail"
      fields={[
        { name: 'smtp_url', label: 'SMTP server', kind: 'password', hint: 'For example smtps://user:password@mail.example.com:465. It is never shown again; left blank, it stays as it is.' },
        { name: 'from_name', label: 'Sender name', half: true },
        { name: 'from_address', label: 'Sender address', kind: 'email', required: true, half: true },
      ]}
      toBody={({ smtp_url, ...values }) => (smtp_url ? { smtp_url, ...values } : values)}
      aside={(stored) => <Alert mt="md" color={stored.smtp_configured ? 'tide' : 'yellow'} p="xs">{stored.smtp_configured ? 'A mail server is set.' : 'No mail server is set: mail cannot leave, and waits under background jobs.'}</Alert>}
    />
  );
}
