import { Anchor, Badge, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, type ApiPath } from '~/api/client';
import { addressTypesQuery, customFieldsQuery } from '~/api/lookups';
import type { Account, Address, Contact, CustomFieldValue, Note, Task } from '~/api/models';
import { useCan } from '~/api/session';
import { oneLine } from '~/resources/addresses/addresses';
import { show } from '~/resources/audit/Diff';
import { Phones } from '~/resources/contacts/PhoneNumbers';
import { NoteCard } from '~/resources/notes/NoteCard';
import { TaskLine } from '~/resources/tasks/TaskLine';
import { Card } from '~/ui/Page';
import { Empty, Failure, Lines } from '~/ui/States';

/** The answer to "who is this and what is going on", on one screen. */
export function Overview({ account }: { account: Account }) {
  const id = account.id;
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
      <Stack gap="md">
        <Part<Contact> account={id} tab="contacts" title="Primary contact" entity="account_contacts" path={`/accounts/${id}/contacts`} none="No contacts">
          {(rows) => <PrimaryContact contact={rows.find((row) => row.primary) ?? rows[0]!} more={rows.length - 1} />}
        </Part>
        <Part<Address> account={id} tab="addresses" title="Addresses" entity="account_addresses" path={`/accounts/${id}/addresses`} none="No addresses">
          {(rows) => <Addresses rows={rows} />}
        </Part>
        <Part<CustomFieldValue> account={id} tab="fields" title="Custom fields" entity="custom_field_values" path={`/entity_custom_fields/accounts/${id}`} none="No values">
          {(rows) => <Values rows={rows} />}
        </Part>
      </Stack>
      <Stack gap="md">
        <Part<Task> account={id} tab="tasks" title="Open tasks" entity="tasks" path={`/accounts/${id}/tasks`} none="Nothing to do" keep={(task) => !task.complete}>
          {(rows) => <Stack gap={2}>{rows.slice(0, 6).map((task) => <TaskLine key={task.id} task={task} account={id} />)}</Stack>}
        </Part>
        <Part<Note> account={id} tab="notes" title="Latest notes" entity="notes" path={`/notes/accounts/${id}`} none="No notes" keep={(note) => !note.priority}>
          {(rows) => <Stack gap="xs">{[...rows].sort((a, b) => b.id - a.id).slice(0, 3).map((note) => <NoteCard key={note.id} note={note} />)}</Stack>}
        </Part>
      </Stack>
    </SimpleGrid>
  );
}

interface PartProps<Row> {
  account: number;
  tab: string;
  title: string;
  entity: string;
  path: ApiPath<'get'>;
  none: string;
  keep?: (row: Row) => boolean;
  children: (rows: Row[]) => ReactNode;
}

function Part<Row>(props: PartProps<Row>) {
  return useCan()(`${props.entity}.read`) ? <ReadPart {...props} /> : null;
}

function ReadPart<Row>({ account, tab, title, entity, path, none, keep, children }: PartProps<Row>) {
  const query = { limit: 100 };
  const list = useQuery({ queryKey: [entity, path, query], queryFn: ({ signal }) => api.list<Row>(path, query, signal) });
  const rows = keep ? list.data?.data.filter(keep) : list.data?.data;
  const link = <Anchor size="sm" renderRoot={(props) => <Link to="/accounts/$id/$tab" params={{ id: String(account), tab }} replace resetScroll={false} {...props} />}>All</Anchor>;
  return (
    <Card title={title} actions={link}>
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : !rows ? <Lines count={3} /> : rows.length === 0 ? <Text c="dimmed" size="sm">{none}</Text> : children(rows)}
    </Card>
  );
}

function PrimaryContact({ contact, more }: { contact: Contact; more: number }) {
  return (
    <Stack gap={4}>
      <Text fw={600}>{contact.name} {contact.role && <Text span c="dimmed" size="sm" fw={400}>{contact.role}</Text>}</Text>
      {contact.email_address && <a className="link" href={`mailto:${contact.email_address}`}>{contact.email_address}</a>}
      <Text size="sm" component="div" className="tnum"><Phones of={contact} /></Text>
      {more > 0 && <Text size="sm" c="dimmed">and {more} more</Text>}
    </Stack>
  );
}

function Addresses({ rows }: { rows: Address[] }) {
  const types = useQuery(addressTypesQuery).data;
  return (
    <Stack gap={8}>
      {rows.slice(0, 4).map((row) => (
        <Text key={row.id} size="sm"><Badge variant="default" size="sm" mr={8}>{types?.find((type) => type.id === row.address_type_id)?.name ?? ''}</Badge>{oneLine(row)}</Text>
      ))}
    </Stack>
  );
}

function Values({ rows }: { rows: CustomFieldValue[] }) {
  const fields = useQuery(customFieldsQuery).data;
  const known = rows.flatMap((row) => {
    const field = fields?.find((entry) => entry.id === row.custom_field_id);
    return field ? [{ field, data: row.data }] : [];
  });
  if (known.length === 0) return <Empty title="No values" />;
  return (
    <dl className="kv">
      {known.map(({ field, data }) => [<dt key={`t${field.id}`}>{field.name}</dt>, <dd key={`d${field.id}`}>{show(data)}</dd>])}
    </dl>
  );
}
