import { Button, Drawer, Group, Tabs, Text } from '@mantine/core';
import { moneyChanged, useProrates, type AccountService } from '~/api/billing';
import type { Service } from '~/api/catalog';
import { api } from '~/api/client';
import type { Account } from '~/api/models';
import { useCan } from '~/api/session';
import { Fields, Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import type { Values } from '~/resource/types';
import { History } from '~/resources/audit/History';
import { done } from '~/ui/toast';
import { cents } from './cents';
import { ChargeNow } from './ChargeNow';
import { OnEachBill } from './OnEachBill';
import { changeCharges } from './prorate';
import { editFields, priceOf, serviceBody } from './serviceForm';
import { useCycleOf } from './useCycle';

export interface Owned {
  row: AccountService;
  service: Service;
}

interface Props {
  account: Account;
  target: Owned | null;
  onClose: () => void;
}

/** Changes how many the account has of a service, its own price and its name on bills. */
export function EditService({ account, target, onClose }: Props) {
  const can = useCan();
  const id = target?.row.unique_service_relationship_id;
  return (
    <Drawer opened={target !== null} onClose={onClose} size={500} title={<Text fw={640} size="lg">{target && (target.row.name_override ?? target.service.name)}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {target && (
        <Tabs key={id} defaultValue="details" keepMounted={false}>
          <Tabs.List mb="md">
            <Tabs.Tab value="details">Details</Tabs.Tab>
            {can('audit_log.read') && <Tabs.Tab value="history">History</Tabs.Tab>}
          </Tabs.List>
          <Tabs.Panel value="details"><Form account={account} owned={target} onClose={onClose} /></Tabs.Panel>
          <Tabs.Panel value="history"><History filter={{ entity: 'account_services', entity_id: id! }} /></Tabs.Panel>
        </Tabs>
      )}
    </Drawer>
  );
}

function Form({ account, owned: { row, service }, onClose }: { account: Account; owned: Owned; onClose: () => void }) {
  const prorates = useProrates();
  const allowed = useCan()('account_services.update');
  const form = useForm({
    quantity: row.quantity, price_override: row.price_override ?? '', price_override_reason: row.price_override_reason ?? '',
    name_override: row.name_override ?? '', next_bill_date: row.next_bill_date, kind: service.type, frequency: service.billing_frequency_in_months,
  }, editFields);
  const values: Values = { prorate: prorates ?? true, ...form.values };
  const save = async () => {
    const ok = await form.submit(() => api.patch(`/accounts/${account.id}/services/${row.unique_service_relationship_id}`, serviceBody(editFields, values, false)));
    if (!ok) return;
    moneyChanged();
    done('Saved');
    onClose();
  };
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}
      onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && (event.preventDefault(), void save())}>
      <fieldset disabled={!allowed} style={{ all: 'unset', display: 'block' }}>
        <Problem form={form} />
        {row.name_override && <Text size="sm" c="dimmed" mb="sm">{service.name} in the catalogue.</Text>}
        <Fields fields={editFields} form={{ ...form, values }} isNew={false} />
        <Preview account={account} row={row} service={service} values={values} />
        <Group mt="lg" gap="xs">
          <Button type="submit" loading={form.busy} disabled={!form.dirty}>Save</Button>
          <Button variant="default" onClick={onClose}>Cancel</Button>
        </Group>
      </fieldset>
    </form>
  );
}

function Preview({ account, row, service, values }: Owned & { account: Account; values: Values }) {
  const cycle = useCycleOf(account)(service, row.next_bill_date);
  const before = { price_in_cents: cents(priceOf(row, service)), quantity: row.quantity };
  const after = { price_in_cents: cents(priceOf(values, service)), quantity: Number(values.quantity) || 0 };
  const charges = cycle && values.prorate ? changeCharges(service, cycle, before, after) : [];
  const same = before.price_in_cents === after.price_in_cents && before.quantity === after.quantity;
  const total = charges.reduce((sum, charge) => sum + charge.amount_in_cents, 0);
  return (
    <ChargeNow charges={charges} atMost={total < 0} none={same ? 'Nothing is charged now.' : cycle && !values.prorate ? 'Nothing is charged now: it counts from the next bill on.' : 'Nothing is charged now: it is in no billing cycle.'}>
      <OnEachBill account={account} rows={[{ service, ...after }]} />
    </ChargeNow>
  );
}
