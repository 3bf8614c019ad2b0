import { Badge, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { emailCategoriesQuery, toOptions } from '~/api/lookups';
import type { Contact } from '~/api/models';
import { defineResource, type Field } from '~/resource/types';
import { phoneBody, PhoneNumbers, Phones } from './PhoneNumbers';

export const phoneField: Field = { name: 'phone_numbers', label: 'Phone numbers', input: (props) => <PhoneNumbers {...props} /> };
export const categoriesField: Field = {
  name: 'email_message_categories', label: 'Receives mail about', kind: 'multiselect', useOptions: () => toOptions(useQuery(emailCategoriesQuery).data),
};

export const contacts = (account: number) =>
  defineResource<Contact>({
    entity: 'account_contacts',
    path: `/accounts/${account}/contacts`,
    title: 'Contacts',
    singular: 'contact',
    permission: 'account_contacts',
    searchable: false,
    labelOf: (contact) => contact.name,
    columns: [
      { key: 'name', label: 'Name', render: (row) => <><Text span fw={560} size="sm">{row.name}</Text>{row.primary && <Badge ml={8} size="xs" variant="light">Primary</Badge>}</> },
      { key: 'role', label: 'Role' },
      { key: 'email_address', label: 'Email', render: (row) => (row.email_address ? <a className="link" href={`mailto:${row.email_address}`}>{row.email_address}</a> : <Text span c="dimmed">–</Text>) },
      { key: 'phone_numbers', label: 'Phone', render: (row) => <Phones of={row} /> },
      { key: 'username', label: 'Portal user', wide: true },
    ],
    fields: [
      { name: 'name', label: 'Name', required: true },
      { name: 'role', label: 'Role', half: true },
      { name: 'email_address', label: 'Email', kind: 'email', half: true },
      phoneField,
      categoriesField,
      { name: 'primary', label: 'Primary contact', kind: 'switch' },
      { name: 'username', label: 'Portal username', half: true },
      { name: 'password', label: 'Portal password', kind: 'password', half: true, hint: 'Left blank, it stays as it is.' },
    ],
    blank: { name: '', role: '', email_address: '', phone_numbers: {}, email_message_categories: [2, 3, 4, 5], primary: false, username: '', password: '' },
    toBody: ({ username, password, ...values }) => ({
      ...values,
      phone_numbers: phoneBody(values.phone_numbers),
      ...(username ? { username } : {}),
      ...(password ? { password } : {}),
    }),
    emptyHint: 'Add the people to call and to write to.',
    touches: ['accounts'],
  });
