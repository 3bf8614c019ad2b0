import { Button, PasswordInput, SimpleGrid, Stack } from '@mantine/core';
import { api } from '~/api/client';
import { useSession } from '~/api/session';
import { Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import { Card, PageHeader } from '~/ui/Page';
import { done } from '~/ui/toast';
import { Preferences } from '~/resources/notifications/Preferences';
import { SecondFactor } from './SecondFactor';
import { Tokens } from './Tokens';

/** What belongs to the signed-in user alone. */
export default function ProfilePage() {
  const user = useSession()?.user;
  return (
    <>
      <PageHeader title="Your profile" description={user && `${user.name}, ${user.email_address}`} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} maw={1120}>
        <Stack gap="md"><Password /><Preferences /></Stack>
        <SecondFactor enabled={!!user?.totp_enabled} />
      </SimpleGrid>
      <div style={{ maxWidth: 1120, marginTop: 16 }}><Tokens /></div>
    </>
  );
}

const BLANK = { current_password: '', password: '' };

function Password() {
  const form = useForm(BLANK, [{ name: 'current_password' }, { name: 'password' }]);
  const save = async () => {
    const ok = await form.submit((values) => api.patch('/session/password', values));
    if (!ok) return;
    form.patch(BLANK);
    done('The password was changed; other sessions have ended');
  };
  const field = (name: 'current_password' | 'password', label: string, autoComplete: string) => (
    <PasswordInput label={label} name={name} autoComplete={autoComplete} value={String(form.values[name])} error={form.errors[name]} onChange={(event) => form.set(name, event.currentTarget.value)} />
  );
  return (
    <Card title="Password">
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <Problem form={form} />
        <Stack gap="sm">
          {field('current_password', 'Current password', 'current-password')}
          {field('password', 'New password', 'new-password')}
          <div><Button type="submit" loading={form.busy} disabled={!form.dirty}>Change password</Button></div>
        </Stack>
      </form>
    </Card>
  );
}
