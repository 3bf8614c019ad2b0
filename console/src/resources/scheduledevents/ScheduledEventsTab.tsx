import { Badge, Select, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { accountServicesQuery } from '~/api/billing';
import { usePackages, useServices } from '~/api/catalog';
import { applicationQuery, useStatuses, useUsers } from '~/api/lookups';
import type { Account } from '~/api/models';
import { useCan } from '~/api/session';
import { useFormat } from '~/lib/format';
import { toInstant, toLocal } from '~/lib/timezone';
import { LocalResourceList } from '~/resource/ResourceList';
import { defineResource, type FieldProps, type Values } from '~/resource/types';
import { isFor } from '~/resources/accountbilling/serviceForm';
import { StatusDot } from '~/ui/Status';
import { choices, eventInWords, TYPES, type EventType, type Known, type ScheduledEvent } from './words';

function useKnown(account: number): Known {
  const may = useCan()('account_services.read');
  return { services: useServices(), packages: usePackages(), statuses: useStatuses(), owned: useQuery({ ...accountServicesQuery(account), enabled: may }).data };
}
const useTimezone = () => useQuery(applicationQuery).data?.timezone ?? 'UTC';

function What({ account, row }: { account: number; row: ScheduledEvent }) {
  const format = useFormat();
  const known = useKnown(account);
  return (
    <>
      <Text span size="sm" fw={560}>{eventInWords(row, known, format.money)}</Text>
      {row.failure && <Text size="xs" c="red">{row.failure}</Text>}
    </>
  );
}

function State({ row }: { row: ScheduledEvent }) {
  const format = useFormat();
  if (row.completed) return <StatusDot name={`Done ${format.instant(row.completed_at)}`} color="#2f9e6e" />;
  return row.failure ? <StatusDot name="Failed" color="#c8503f" /> : <StatusDot name="Waiting" color="#3b82c4" />;
}

function When({ row }: { row: ScheduledEvent }) {
  return <>{useFormat().instant(row.scheduled_datetime)}</>;
}
function By({ row }: { row: ScheduledEvent }) {
  return <>{useUsers()?.find((user) => user.id === row.user_id)?.name ?? '–'}</>;
}

function Subject({ account, value, values, error, onChange }: FieldProps & { account: Account }) {
  const known = useKnown(account.id);
  const type = values.event_type as EventType;
  const data = choices(type, known, (service) => isFor(service, account.account_groups));
  const label = type === 'change_status' ? 'Status' : type.endsWith('package') ? 'Package' : 'Service';
  return (
    <Select label={label} name="primary_value" withAsterisk searchable={data.length > 8} allowDeselect={false} data={data} value={(value as string) || null} error={error} onChange={onChange} limit={300}
      nothingFoundMessage="Nothing found" placeholder={data.length ? 'Choose' : 'There is none'} disabled={data.length === 0} />
  );
}

function Time({ value, error, label, onChange }: FieldProps) {
  const timezone = useTimezone();
  return <TextInput type="datetime-local" label={label} name="scheduled_datetime" withAsterisk error={error} description={timezone.replace('_', ' ')} value={toLocal(String(value ?? ''), timezone)} onChange={(event) => onChange(toInstant(event.currentTarget.value, timezone))} />;
}

const prorates = ({ event_type }: Values) => event_type !== 'remove_price_override_from_service';

/** What is planned for an account. Times are kept in UTC, as the API has them. */
export const scheduledEvents = (account: Account) =>
  defineResource<ScheduledEvent>({
    entity: 'scheduled_events',
    path: `/accounts/${account.id}/scheduled_events`,
    title: 'Scheduled events',
    singular: 'scheduled event',
    permission: 'scheduled_events',
    searchable: false,
    defaultSort: '-scheduled_datetime',
    labelOf: (row) => TYPES.find((type) => type.value === row.event_type)?.label ?? row.event_type,
    createLabel: 'Schedule something',
    emptyHint: 'For example a lower price from next month on, or the end of a service on the day somebody moves out.',
    readOnlyRow: (row) => row.completed,
    columns: [
      { key: 'scheduled_datetime', label: 'When', sortable: true, width: 190, render: (row) => <When row={row} /> },
      { key: 'event_type', label: 'What', render: (row) => <What account={account.id} row={row} /> },
      { key: 'prorate', label: 'Proration', wide: true, width: 170, render: (row) => (row.proration_override ? <Badge variant="default" size="sm">{row.prorate ? 'Prorated' : 'Not prorated'}</Badge> : <Text span size="sm" c="dimmed">As set</Text>) },
      { key: 'completed', label: 'State', width: 210, render: (row) => <State row={row} /> },
      { key: 'user_id', label: 'By', wide: true, width: 150, render: (row) => <By row={row} /> },
    ],
    filters: [{ column: 'completed', label: 'Any state', options: [{ value: 'false', label: 'Not done yet' }, { value: 'true', label: 'Done' }] }],
    fields: [
      { name: 'event_type', label: 'What', kind: 'select', asText: true, required: true, options: TYPES },
      { name: 'primary_value', label: '', input: (props) => <Subject {...props} account={account} key={String(props.values.event_type)} /> },
      { name: 'secondary_value', label: 'Price', kind: 'amount', required: true, half: true, when: (values) => values.event_type === 'price_override_service' },
      { name: 'scheduled_datetime', label: 'When', input: (props) => <Time {...props} /> },
      {
        name: 'proration', serverNames: ['proration_override', 'prorate'], label: 'Proration', kind: 'select', asText: true, required: true, when: prorates, hint: 'Anything but the settings is for account super users.',
        options: [{ value: 'set', label: 'As the billing settings say' }, { value: 'yes', label: 'Charge or give back the days' }, { value: 'no', label: 'From the next bill on' }],
      },
    ],
    blank: { event_type: 'change_status', primary_value: null, secondary_value: null, scheduled_datetime: '', proration: 'set' },
    toForm: (row) => ({ ...row, proration: !row.proration_override ? 'set' : row.prorate ? 'yes' : 'no' }),
    toBody: ({ event_type, primary_value, secondary_value, scheduled_datetime, proration }) => ({
      event_type, primary_value, scheduled_datetime: scheduled_datetime || null, ...(event_type === 'price_override_service' ? { secondary_value } : {}),
      proration_override: proration !== 'set', prorate: proration === 'yes',
    }),
  });

/** What will be done to an account by itself, and what was. */
export function ScheduledEventsTab({ account }: { account: Account }) {
  const resource = useMemo(() => scheduledEvents(account), [account]);
  return <LocalResourceList resource={resource} expected={3} />;
}
