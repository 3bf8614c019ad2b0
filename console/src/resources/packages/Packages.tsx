import { Group, Text } from '@mantine/core';
import { useServices, type Package, type Service } from '~/api/catalog';
import { useFormat } from '~/lib/format';
import { ResourcePage } from '~/resource/ResourcePage';
import { defineResource } from '~/resource/types';
import { YesNo } from '~/ui/Status';
import { ServicePicker } from './ServicePicker';
import { totals, totalsText } from './totals';

const pick = (ids: number[], services: Service[] | undefined) => ids.flatMap((id) => services?.find((row) => row.id === id) ?? []);

function Names({ ids }: { ids: number[] }) {
  const services = useServices();
  return <Group gap={4}>{services && <Text span size="sm">{pick(ids, services).map((row) => row.name).join(', ')}</Text>}</Group>;
}

function Total({ ids }: { ids: number[] }) {
  const services = useServices();
  const { money } = useFormat();
  return <>{services && totalsText(totals(pick(ids, services)), money)}</>;
}

export const packages = defineResource<Package>({
  entity: 'packages',
  path: '/system/packages',
  title: 'Packages',
  singular: 'package',
  description: 'Services that are added to an account together. The prices are those of the services.',
  permission: 'packages',
  labelOf: (row) => row.name,
  columns: [
    { key: 'id', label: 'No.', numeric: true, width: 64, sortable: true },
    { key: 'name', label: 'Name', sortable: true, width: '24%', render: (row) => <Text span size="sm" fw={560}>{row.name}</Text> },
    { key: 'services', label: 'Services', render: (row) => <Names ids={row.services} /> },
    { key: 'total', label: 'Before taxes', numeric: true, width: 230, render: (row) => <Total ids={row.services} /> },
    { key: 'active', label: 'Sold', width: 80, sortable: true, render: (row) => <YesNo value={row.active} /> },
  ],
  filters: [{ column: 'active', label: 'Sold or not', options: [{ value: 'true', label: 'Sold' }, { value: 'false', label: 'Not sold any more' }] }],
  fields: [
    { name: 'name', label: 'Name', required: true },
    { name: 'services', label: 'Services', input: (props) => <ServicePicker {...props} /> },
    { name: 'active', label: 'Sold', kind: 'switch', hint: 'Turned off, it cannot be added any more.' },
  ],
  blank: { name: '', services: [], active: true },
  drawerSize: 560,
  emptyHint: 'For example an internet plan with the rental of a router.',
});

export default function Packages() {
  return <ResourcePage resource={packages} />;
}
