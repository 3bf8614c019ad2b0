import { Button, Group, SimpleGrid, Stack } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import type { Account } from '~/api/models';
import { Fields, Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import type { Field, Values } from '~/resource/types';
import { addressBody, addressFields, blankAddress } from '~/resources/addresses/addresses';
import { categoriesField, phoneField } from '~/resources/contacts/contacts';
import { phoneBody } from '~/resources/contacts/PhoneNumbers';
import { Card, PageHeader } from '~/ui/Page';
import { done } from '~/ui/toast';
import { accountFields } from './accounts';

const own: Field[] = [...accountFields, { name: 'next_bill_date', label: 'Next bill date', kind: 'date', half: true, hint: 'Left blank, it follows the type.' }];
const contact: Field[] = [
  { name: 'contact_name', label: 'Name', required: true },
  { name: 'role', label: 'Role', required: true, half: true },
  { name: 'email_address', label: 'Email', kind: 'email', half: true },
  phoneField,
  categoriesField,
];
const all = [...own, ...addressFields, ...contact];

const blank: Values = {
  name: '', account_status_id: 2, account_type_id: 1, account_groups: [], next_bill_date: null,
  ...blankAddress,
  contact_name: '', role: 'Account holder', email_address: '', phone_numbers: {}, email_message_categories: [2, 3, 4, 5],
};

/** What the API takes: nothing for what was left blank. */
function toBody(values: Values): Values {
  const body = { ...addressBody(values), phone_numbers: phoneBody(values.phone_numbers) } as Values;
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && value !== ''));
}

/** A customer with the service address and the first contact, in one go. */
export default function NewAccountPage() {
  const form = useForm(blank, all);
  const navigate = useNavigate();
  const save = async () => {
    let account: Account | undefined;
    const ok = await form.submit(async (values) => {
      account = await api.post<Account>('/accounts', toBody(values));
    });
    if (!ok || !account) return document.querySelector('[aria-invalid="true"]')?.scrollIntoView({ block: 'center' });
    changed('accounts', 'kpi');
    done('The account was created');
    await navigate({ to: '/accounts/$id', params: { id: String(account.id) } });
  };
  return (
    <>
      <PageHeader title="New account" description="A customer with the service address and the first contact." />
      <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}
        onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && (event.preventDefault(), void save())}>
        <Problem form={form} />
        <SimpleGrid cols={{ base: 1, lg: 2 }} maw={1120}>
          <Stack gap="md">
            <Card title="Account"><Fields fields={own} form={form} isNew /></Card>
            <Card title="Primary contact"><Fields fields={contact} form={form} isNew focus={false} /></Card>
          </Stack>
          <Card title="Service address"><Fields fields={addressFields} form={form} isNew focus={false} /></Card>
        </SimpleGrid>
        <Group mt="md" gap="xs">
          <Button type="submit" loading={form.busy}>Create account</Button>
          <Button variant="default" renderRoot={(props) => <Link to="/accounts" {...props} />}>Cancel</Button>
        </Group>
      </form>
    </>
  );
}
