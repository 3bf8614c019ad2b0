import { Select } from '@mantine/core';
import { useMemo } from 'react';
import { usePackages, useServices, type Service } from '~/api/catalog';
import type { AccountService } from '~/api/billing';
import type { Account } from '~/api/models';
import { useFormat } from '~/lib/format';
import type { Field, FieldProps, Values } from '~/resource/types';
import { cadence } from '~/resources/services/words';

/** Whether a service stays on an account and bills by date, rather than being charged once. */
export const stays = (service: Pick<Service, 'type'> | undefined) => service?.type === 'recurring' || service?.type === 'expiring';

/** Meant for everybody, or for a group that the account is in. */
export const isFor = (service: Pick<Service, 'active' | 'account_groups'>, groups: number[]) =>
  service.active && (service.account_groups.length === 0 || service.account_groups.some((id) => groups.includes(id)));

/** The price of one for a month, in the account's own words or the catalogue's. */
export const priceOf = (row: Pick<AccountService, 'price_override'> | Values, service: Pick<Service, 'amount'>): number | string => {
  const own = row.price_override as string | null | undefined;
  return own === null || own === undefined || own === '' ? service.amount : own;
};

/** Services and packages in one list; the value is `service-6` or `package-2`. */
function PickInput({ account, value, error, onChange }: FieldProps & { account: Account }) {
  const format = useFormat();
  const services = useServices();
  const packages = usePackages();
  const data = useMemo(() => {
    const sold = (services ?? []).filter((row) => isFor(row, account.account_groups));
    const label = (row: Service) => (row.type === 'adjustment' ? `${row.name} (adjustment)` : `${row.name}, ${format.money(row.amount)} ${cadence(row)}`.trim());
    const group = (name: string, keep: (row: Service) => boolean) => ({ group: name, items: sold.filter(keep).map((row) => ({ value: `service-${row.id}`, label: label(row) })) });
    return [
      { group: 'Packages', items: (packages ?? []).filter((row) => row.active).map((row) => ({ value: `package-${row.id}`, label: row.name })) },
      group('Services that stay', stays),
      group('Charged once', (row) => !stays(row) && row.application === 'debit'),
      group('Credited once', (row) => !stays(row) && row.application === 'credit'),
    ].filter((entry) => entry.items.length > 0);
  }, [services, packages, account.account_groups, format]);
  return (
    <Select label="Service or package" withAsterisk searchable data-autofocus data={data} value={(value as string) || null} error={error} onChange={onChange} limit={300}
      nothingFoundMessage="Nothing found" placeholder="Type a name" name="pick" />
  );
}

const oneOf = (...kinds: string[]) => (values: Values) => kinds.includes(String(values.kind));
const longer = (values: Values) => stays({ type: values.kind as Service['type'] }) && Number(values.frequency) > 1;

/** What an account has of its own of a service that stays on it. */
const own: Field[] = [
  { name: 'quantity', label: 'Quantity', kind: 'number', required: true, half: true, when: oneOf('recurring', 'expiring', 'one time', 'overage') },
  { name: 'price_override', label: 'Own price', kind: 'amount', half: true, hint: 'Of one for a month. Empty: the price of the catalogue.', when: oneOf('recurring', 'expiring') },
  { name: 'price_override_reason', label: 'Reason for the own price', required: true, when: (values) => oneOf('recurring', 'expiring')(values) && priced(values) },
  { name: 'name_override', label: 'Name on bills', hint: 'Empty: the name of the service.', when: oneOf('recurring', 'expiring') },
  { name: 'next_bill_date', label: 'Bills next on', kind: 'date', half: true, hint: 'On the account’s bill day. Empty: with the account.', when: longer },
];
const prorate: Field = { name: 'prorate', label: 'Prorate', kind: 'switch', hint: 'Charge or give back what falls on the rest of this cycle.', when: oneOf('recurring', 'package') };

export const priced = (values: Values) => values.price_override !== null && values.price_override !== undefined && values.price_override !== '';

/** The form that adds something. `kind` and `frequency` follow from what is picked. */
export const addFields = (account: Account): Field[] => [
  { name: 'pick', label: 'Service or package', input: (props) => <PickInput {...props} account={account} /> },
  { name: 'amount', label: 'Amount', kind: 'amount', required: true, half: true, when: oneOf('adjustment') },
  ...own,
  { name: 'description', label: 'Words on the bill', hint: 'Empty: the name of the service.', when: oneOf('adjustment', 'one time', 'overage') },
  prorate,
];
export const editFields: Field[] = [...own, { ...prorate, when: oneOf('recurring') }];

/** What the API takes: only what is shown, and null for what was left blank. */
export function serviceBody(fields: Field[], values: Values, isNew: boolean): Values {
  const shown = fields.filter((field) => field.name !== 'pick' && (!field.when || field.when(values, isNew)));
  const body = Object.fromEntries(shown.map(({ name }) => [name, values[name] === '' ? null : values[name]]));
  if ('price_override' in body && body.price_override === null) body.price_override_reason = null;
  return isNew ? Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)) : body;
}
