import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useServices } from '~/api/catalog';
import { toOptions } from '~/api/lookups';
import { useRateCenters, type Did } from '~/api/voice';
import { formatPhone } from '~/lib/format';
import { defineResource } from '~/resource/types';
import type { Column } from '~/ui/DataTable';
import { StatusDot } from '~/ui/Status';
import { AccountName } from './AccountName';

function ServiceName({ did }: { did: Did }) {
  const service = useServices()?.find((row) => row.id === did.service_id);
  if (did.account_id === null) return <Text span size="sm" c="dimmed">–</Text>;
  if (did.service_id === null) return <StatusDot name="On no service" color="#c8503f" />;
  return <>{service?.name ?? ''}</>;
}

function RateCenterName({ id }: { id: number }) {
  return <>{useRateCenters()?.find((row) => row.id === id)?.name ?? ''}</>;
}

const number: Column<Did> = { key: 'did', label: 'Number', sortable: true, width: 170, render: (row) => <Text span size="sm" fw={560} className="nowrap">{formatPhone(row.did)}</Text> };
const service: Column<Did> = { key: 'service_id', label: 'Service', render: (row) => <ServiceName did={row} /> };
const center: Column<Did> = { key: 'rate_center_id', label: 'Rate center', sortable: true, wide: true, width: 190, render: (row) => <RateCenterName id={row.rate_center_id} /> };

const common = {
  entity: 'dids',
  singular: 'number',
  labelOf: (row: Did) => formatPhone(row.did),
  fields: [],
  blank: {},
  // A number is never changed: it is assigned, moved and released.
  readOnlyRow: () => true,
  touches: ['account_dids'],
};

/** All numbers that the operator holds. */
export const dids = (rowActions: (row: Did) => ReactNode) =>
  defineResource<Did>({
    ...common,
    path: '/system/voice/dids',
    title: 'Telephone numbers',
    description: 'The numbers (DIDs) that you hold. A number on an account’s voice service gets the calls from and to it.',
    permission: 'dids',
    columns: [
      number,
      { key: 'state', label: 'State', wide: true, width: 120, render: (row) => (row.account_id === null ? <StatusDot name="Free" color="#2f9e6e" /> : <StatusDot name="Assigned" color="#3b82c4" />) },
      { key: 'account_id', label: 'Account', sortable: true, render: (row) => (row.account_id === null ? <Text span size="sm" c="dimmed">–</Text> : <AccountName id={row.account_id} tab="numbers" />) },
      { ...service, wide: true },
      center,
    ],
    filters: [
      { column: 'assigned', label: 'Free or not', options: [{ value: '0', label: 'Free' }, { value: '1', label: 'Assigned' }] },
      { column: 'rate_center_id', label: 'Rate center', useOptions: () => toOptions(useRateCenters()) },
    ],
    createLabel: 'Add numbers',
    emptyHint: 'Add the numbers that your carriers gave you: paste them, or give a range.',
    rowActions,
  });

/** The numbers of one account. */
export const accountDids = (account: number, rowActions: (row: Did) => ReactNode) =>
  defineResource<Did>({
    ...common,
    entity: 'account_dids',
    path: `/accounts/${account}/dids`,
    title: 'Telephone numbers',
    permission: 'account_dids',
    columns: [number, service, center],
    createLabel: 'Assign a number',
    emptyHint: 'A number needs a voice service: the calls from and to it are rated by that.',
    rowActions,
  });
