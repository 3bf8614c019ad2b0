import { Button, Drawer, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { moneyChanged, useProrates } from '~/api/billing';
import { usePackages, useServices, type Service } from '~/api/catalog';
import { api } from '~/api/client';
import type { Account } from '~/api/models';
import { Fields, Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import type { Values } from '~/resource/types';
import { done } from '~/ui/toast';
import { cents } from './cents';
import { ChargeNow } from './ChargeNow';
import { OnEachBill } from './OnEachBill';
import { proratedCharge, wholeCharge, type Charge } from './prorate';
import { addFields, priceOf, serviceBody, stays } from './serviceForm';
import { useCycleOf } from './useCycle';

/** Adds a service or a package, and says before what that books. */
export function AddService({ account, opened, onClose }: { account: Account; opened: boolean; onClose: () => void }) {
  return (
    <Drawer opened={opened} onClose={onClose} size={500} title={<Text fw={640} size="lg">Add to this account</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {opened && <Form account={account} onClose={onClose} />}
    </Drawer>
  );
}

function Form({ account, onClose }: { account: Account; onClose: () => void }) {
  const prorates = useProrates();
  const [fields] = useState(() => addFields(account));
  const form = useForm({ pick: '', quantity: 1, price_override: '', price_override_reason: '', name_override: '', next_bill_date: null, amount: '', description: '' }, [...fields, { name: 'service_id' }, { name: 'package_id' }]);
  const picked = usePicked(form.values.pick);
  const values: Values = { prorate: prorates ?? true, ...form.values, kind: picked.package ? 'package' : picked.services[0]?.type, frequency: picked.services[0]?.billing_frequency_in_months };
  const isPackage = !!picked.package;
  const save = async () => {
    const ok = await form.submit(async () => {
      const body = serviceBody(fields, values, true);
      if (isPackage) await api.post(`/accounts/${account.id}/packages`, { package_id: picked.package!.id, ...body });
      else await api.post(`/accounts/${account.id}/services`, { service_id: picked.services[0]?.id, ...body });
    });
    if (!ok) return;
    moneyChanged();
    done(isPackage ? 'The package was added' : stays(picked.services[0]) ? 'The service was added' : 'It is on the books');
    onClose();
  };
  const refused = form.errors.service_id ?? form.errors.package_id;
  const errors = refused ? { ...form.errors, pick: refused.replace('service_id', 'service') } : form.errors;
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}
      onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && (event.preventDefault(), void save())}>
      <Problem form={form} />
      <Fields fields={fields} form={{ ...form, values, errors }} isNew />
      {picked.services.length > 0 && <Preview account={account} services={picked.services} values={values} />}
      <Group mt="lg" gap="xs">
        <Button type="submit" loading={form.busy} disabled={picked.services.length === 0}>{isPackage ? 'Add package' : 'Add service'}</Button>
        <Button variant="default" onClick={onClose}>Cancel</Button>
      </Group>
    </form>
  );
}

function usePicked(pick: unknown) {
  const services = useServices();
  const packages = usePackages();
  const [kind, id] = String(pick ?? '').split('-');
  const found = kind === 'package' ? packages?.find((row) => row.id === Number(id)) : undefined;
  const ids = found ? found.services : kind === 'service' ? [Number(id)] : [];
  return { package: found, services: ids.flatMap((one) => services?.find((row) => row.id === one) ?? []) };
}

function Preview({ account, services, values }: { account: Account; services: Service[]; values: Values }) {
  const cycleOf = useCycleOf(account);
  const alone = services.length === 1 && values.kind !== 'package';
  const quantity = alone ? Number(values.quantity) || 0 : 1;
  const price = (service: Service) => cents(alone ? (service.type === 'adjustment' ? (values.amount as string) : priceOf(values, service)) : service.amount);
  const charges = services.flatMap((service): Charge[] => {
    if (!stays(service)) return [wholeCharge(service, price(service), quantity)];
    const cycle = values.prorate ? cycleOf(service, alone ? (values.next_bill_date as string | null) : null) : null;
    return cycle ? [proratedCharge({ service, cycle, price_in_cents: price(service), quantity })] : [];
  });
  const lasting = services.filter(stays);
  return (
    <ChargeNow charges={charges} none={whyNothing(services, values, cycleOf)}>
      {lasting.length > 0 && <OnEachBill account={account} rows={lasting.map((service) => ({ service, price_in_cents: price(service), quantity }))} />}
    </ChargeNow>
  );
}

function whyNothing(services: Service[], values: Values, cycleOf: ReturnType<typeof useCycleOf>): string {
  if (!services.some((service) => service.type === 'recurring')) return 'Nothing is charged now; it bills with the account.';
  if (!values.prorate) return 'Nothing is charged now: the rest of this cycle is free.';
  return services.some((service) => cycleOf(service) === undefined) ? 'Reading the cycle of the account' : 'Nothing is charged now: the account is in no billing cycle.';
}
