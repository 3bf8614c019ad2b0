import { ActionIcon, Badge, Button, Group, Text, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { accountServicesQuery } from '~/api/billing';
import { usePackages, useServices } from '~/api/catalog';
import type { Account } from '~/api/models';
import { useCan } from '~/api/session';
import { useFormat } from '~/lib/format';
import { useKeys } from '~/lib/keys';
import { cadence } from '~/resources/services/words';
import { DataTable } from '~/ui/DataTable';
import { Card } from '~/ui/Page';
import { Empty, Failure } from '~/ui/States';
import { AddService } from './AddService';
import { cents, fromCents } from './cents';
import { EditService, type Owned } from './EditService';
import { NextBillCard } from './NextBillCard';
import { RemoveService } from './RemoveService';
import { priceOf } from './serviceForm';

type Line = Owned & { id: number };

/** What an account has, and beside it what that comes to on the next bill. */
export function ServicesTab({ account }: { account: Account }) {
  const stored = useQuery(accountServicesQuery(account.id));
  const services = useServices();
  const [adding, setAdding] = useState(false);
  const [edited, setEdited] = useState<Owned | null>(null);
  const [going, setGoing] = useState<Owned | null>(null);
  const can = useCan();
  const may = { add: can('account_services.create'), change: can('account_services.update'), remove: can('account_services.delete') };
  useKeys({ c: () => setAdding(true) }, may.add);
  const lines: Line[] | undefined = stored.data && services && stored.data.flatMap((row) => {
    const service = services.find((one) => one.id === row.id);
    return service ? [{ id: row.unique_service_relationship_id, row, service }] : [];
  });
  const add = may.add && <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>Add service</Button>;
  return (
    <div className="moneybeside">
      <Card title="Services" padded={false} actions={lines?.length !== 0 && add}>
        {stored.isError ? <Failure error={stored.error} onRetry={() => void stored.refetch()} />
          : lines?.length === 0 ? <Empty title="No services yet" hint="Add what this customer has. What is charged now is shown before." action={add} />
          : <ServiceTable lines={lines} account={account} may={may} onEdit={setEdited} onRemove={setGoing} />}
      </Card>
      <div className="sticky"><NextBillCard account={account.id} /></div>
      <AddService account={account} opened={adding} onClose={() => setAdding(false)} />
      <EditService account={account} target={edited} onClose={() => setEdited(null)} />
      <RemoveService account={account} target={going} all={lines ?? []} onClose={() => setGoing(null)} />
    </div>
  );
}

interface TableProps {
  account: Account;
  lines: Line[] | undefined;
  may: { change: boolean; remove: boolean };
  onEdit: (line: Owned) => void;
  onRemove: (line: Owned) => void;
}

function ServiceTable({ account, lines, may, onEdit, onRemove }: TableProps) {
  const format = useFormat();
  return (
    <DataTable label="Services of the account" rows={lines} expected={4} onOpen={onEdit}
      columns={[
        { key: 'name', label: 'Service', render: (line) => <Name {...line} /> },
        { key: 'quantity', label: 'Quantity', numeric: true, width: 84, render: ({ row }) => row.quantity },
        { key: 'price', label: 'Price', numeric: true, width: 170, render: (line) => <Price {...line} /> },
        { key: 'next', label: 'Bills next', width: 126, wide: true, render: ({ row, service }) => row.next_bill_date ? format.date(row.next_bill_date) : service.type === 'expiring' ? `${row.number_of_times_billed} of ${service.times_to_run} billed` : <Text span size="sm" c="dimmed">{format.date(account.next_bill_date) || '–'}</Text> },
      ]}
      actions={(line) => {
        const name = line.row.name_override ?? line.service.name;
        return (
          <Group gap={2} justify="flex-end" wrap="nowrap">
            {may.change && <Tooltip label="Edit"><ActionIcon variant="subtle" color="gray" aria-label={`Edit ${name}`} onClick={() => onEdit(line)}><IconPencil size={16} stroke={1.6} /></ActionIcon></Tooltip>}
            {may.remove && <Tooltip label={line.row.unique_package_id ? 'Remove the package' : 'Remove'}><ActionIcon variant="subtle" color="gray" aria-label={`Remove ${name}`} onClick={() => onRemove(line)}><IconTrash size={16} stroke={1.6} /></ActionIcon></Tooltip>}
          </Group>
        );
      }} />
  );
}

function Name({ row, service }: Owned) {
  const from = usePackages()?.find((one) => one.id === row.package_id)?.name;
  return (
    <>
      <Group gap={8}>
        <Text span size="sm" fw={560}>{row.name_override ?? service.name}</Text>
        {service.application === 'credit' && <Badge variant="light" color="green" size="sm">Credit</Badge>}
        {row.package_id !== null && <Badge variant="default" size="sm">{from ?? 'Package'}</Badge>}
      </Group>
      {row.name_override && <Text size="xs" c="dimmed">{service.name}</Text>}
    </>
  );
}

function Price({ row, service }: Owned) {
  const format = useFormat();
  const price = priceOf(row, service);
  const months = service.type === 'recurring' && service.billing_frequency_in_months > 1 ? service.billing_frequency_in_months : 1;
  const total = fromCents(cents(price) * row.quantity * months * (service.application === 'credit' ? -1 : 1));
  const shown = <span>{format.money(total)} <Text span size="xs" c="dimmed">{service.type === 'expiring' ? 'a month' : cadence(service)}</Text></span>;
  return (
    <>
      {shown}
      {(row.quantity > 1 || months > 1) && <Text size="xs" c="dimmed">{[format.money(price), ...(row.quantity > 1 ? [String(row.quantity)] : []), ...(months > 1 ? [`${months} months`] : [])].join(' × ')}</Text>}
      {row.price_override !== null && (
        <Tooltip label={row.price_override_reason} multiline maw={320}><Text size="xs" c="dimmed" tabIndex={0}>own price, usually {format.money(service.amount)}</Text></Tooltip>
      )}
    </>
  );
}
