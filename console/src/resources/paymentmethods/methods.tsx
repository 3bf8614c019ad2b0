import { Badge, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconBuildingBank, IconCreditCard } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { PaymentMethod } from '~/api/billing';
import { applicationQuery } from '~/api/lookups';
import { defineResource } from '~/resource/types';
import { todayIn } from '~/resources/accountbilling/prorate';
import { monthsLeft, readExpiration } from './card';
import { billingAddressFields, expirationField } from './CardFields';

/** A card that ends soon should be talked about before it does. */
const SOON_IN_MONTHS = 1;

export const isCard = (method: { type: string }) => method.type === 'credit card';
export const methodName = (method: Pick<PaymentMethod, 'type' | 'identifier'>) => `${isCard(method) ? 'Card' : 'Bank account'} ending in ${method.identifier}`;

function Name({ row }: { row: PaymentMethod }) {
  const Icon = isCard(row) ? IconCreditCard : IconBuildingBank;
  return (
    <Group gap={10} wrap="nowrap">
      <Icon size={19} stroke={1.5} style={{ color: 'var(--muted)', flex: 'none' }} />
      <Group gap="2px 10px">
        <Text span size="sm" fw={560} className="tnum">{methodName(row)}</Text>
        {row.auto && <Badge variant="light" color="tide" size="sm">Automatic</Badge>}
      </Group>
    </Group>
  );
}

const two = (month: number) => String(month).padStart(2, '0');

function Expires({ row }: { row: PaymentMethod }) {
  const today = todayIn(useQuery(applicationQuery).data?.timezone ?? 'UTC');
  const { expiration_month, expiration_year } = row;
  if (!expiration_month || !expiration_year) return <Text span size="sm" c="dimmed">–</Text>;
  const left = monthsLeft({ expiration_month, expiration_year }, today);
  return (
    <Group gap="2px 8px" component="span">
      <span className="tnum" style={{ whiteSpace: 'nowrap' }}>{two(expiration_month)} / {expiration_year}</span>
      {left < 0 ? <Badge color="red" variant="light" size="sm">Expired</Badge> : left <= SOON_IN_MONTHS && <Badge color="yellow" variant="light" size="sm">{left === 0 ? 'This month' : 'Next month'}</Badge>}
    </Group>
  );
}

const address = (row: PaymentMethod) => [row.line1, row.city, [row.state, row.zip].filter(Boolean).join(' ')].filter(Boolean).join(', ');

/** What an account pays with. New ones have a form of their own, because a number is no field of a stored method. */
export const paymentMethods = (account: number, rowActions?: (row: PaymentMethod) => ReactNode) =>
  defineResource<PaymentMethod>({
    entity: 'payment_methods',
    path: `/accounts/${account}/payment_methods`,
    title: 'Payment methods',
    singular: 'payment method',
    permission: 'payment_methods',
    searchable: false,
    createLabel: 'Add a payment method',
    emptyHint: 'Store a card or a bank account to charge it, by hand or automatically on every invoice.',
    labelOf: methodName,
    columns: [
      { key: 'type', label: 'Method', render: (row) => <Name row={row} /> },
      { key: 'name_on_account', label: 'Name on it', wide: true },
      { key: 'expiration_year', label: 'Expires', render: (row) => <Expires row={row} /> },
      { key: 'line1', label: 'Billing address', wide: true, render: (row) => address(row) || <Text span size="sm" c="dimmed">–</Text> },
    ],
    fields: [
      { name: 'name_on_account', label: 'Name on it', required: true },
      { ...expirationField, when: (values) => values.type === 'credit card' },
      { name: 'auto', label: 'Pay invoices with it automatically', kind: 'switch', hint: 'One method of an account does.' },
      ...billingAddressFields,
    ],
    blank: {},
    toForm: (row) => ({ ...row, expiration: row.expiration_month && row.expiration_year ? two(row.expiration_month) + String(row.expiration_year).slice(2) : '' }),
    toBody: (values, row) => {
      const { name_on_account, expiration, auto, line1, city, state, zip, country } = values;
      return { name_on_account, auto, line1, city, state, zip, country, ...(row && isCard(row) ? readExpiration(String(expiration)) : {}) };
    },
    ...(rowActions ? { rowActions } : {}),
  });
