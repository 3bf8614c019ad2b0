import { Badge, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useLedgerCodes, type Service } from '~/api/catalog';
import { formatSpeeds, useFormat } from '~/lib/format';
import { defineResource } from '~/resource/types';
import { YesNo } from '~/ui/Status';
import { blankService, serviceBody, serviceFields, serviceForm } from './fields';
import { APPLICATIONS, cadence, TYPES, typeLabel } from './words';

/** What a service costs, and how often. Credits have a minus. */
export function Price({ service }: { service: Service }) {
  const { money } = useFormat();
  if (service.type === 'adjustment') return <Text span size="sm" c="dimmed">as given</Text>;
  return <>{money(service.application === 'credit' ? -service.amount : service.amount)} <Text span size="xs" c="dimmed">{cadence(service)}</Text></>;
}

function LedgerCode({ id }: { id: number | null }) {
  const code = useLedgerCodes()?.find((row) => row.id === id);
  if (id === null) return <Text span size="sm" c="dimmed">–</Text>;
  return <Text span size="sm" title={code?.description}><span className="mono">{code?.code}</span></Text>;
}

function Kinds({ service }: { service: Service }) {
  return (
    <Group gap={6} wrap="nowrap">
      {service.data_service && <Text span size="sm" className="tnum">{formatSpeeds(service.download_in_kilobits ?? 0, service.upload_in_kilobits ?? 0)}</Text>}
      {service.voice_service && <Badge variant="default" size="sm">Telephone</Badge>}
      {!service.data_service && !service.voice_service && <Text span size="sm" c="dimmed">–</Text>}
    </Group>
  );
}

export const services = defineResource<Service>({
  entity: 'services',
  path: '/system/services',
  title: 'Services',
  singular: 'service',
  description: 'Everything that you charge or credit for. Accounts, packages and invoices are made of these.',
  permission: 'services',
  labelOf: (service) => service.name,
  columns: [
    { key: 'id', label: 'No.', numeric: true, width: 64, sortable: true },
    { key: 'name', label: 'Name', sortable: true, render: (row) => <Link className="link" style={{ fontWeight: 560, color: 'inherit' }} to="/services/$id" params={{ id: String(row.id) }}>{row.name}</Link> },
    { key: 'type', label: 'Type', sortable: true, width: 150, render: (row) => <Group gap={8} wrap="nowrap">{typeLabel(row.type)}{row.application === 'credit' && <Badge variant="default" size="sm">Credit</Badge>}</Group> },
    { key: 'amount', label: 'Price', sortable: true, numeric: true, width: 210, render: (row) => <Price service={row} /> },
    { key: 'data_service', label: 'Connection', wide: true, render: (row) => <Kinds service={row} /> },
    { key: 'general_ledger_code_id', label: 'Ledger', wide: true, width: 90, render: (row) => <LedgerCode id={row.general_ledger_code_id} /> },
    { key: 'active', label: 'Sold', width: 80, sortable: true, render: (row) => <YesNo value={row.active} /> },
  ],
  filters: [
    { column: 'active', label: 'Sold or not', options: [{ value: 'true', label: 'Sold' }, { value: 'false', label: 'Not sold any more' }] },
    { column: 'type', label: 'Any type', options: TYPES.map(({ value, label }) => ({ value, label })) },
    { column: 'application', label: 'Charge or credit', options: APPLICATIONS },
  ],
  fields: serviceFields,
  blank: blankService,
  toForm: serviceForm,
  toBody: serviceBody,
  emptyHint: 'Begin with an internet plan: a recurring service with a speed.',
  touches: ['packages'],
});
