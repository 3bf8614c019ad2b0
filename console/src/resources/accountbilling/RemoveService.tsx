import { Switch } from '@mantine/core';
import { useState } from 'react';
import { moneyChanged, useProrates } from '~/api/billing';
import { api } from '~/api/client';
import type { Account } from '~/api/models';
import { Confirm } from '~/ui/Confirm';
import { done } from '~/ui/toast';
import { cents } from './cents';
import { ChargeNow } from './ChargeNow';
import type { Owned } from './EditService';
import { proratedCharge } from './prorate';
import { priceOf } from './serviceForm';
import { useCycleOf } from './useCycle';

/** Asks before a service goes; one that came with a package goes with all of it. */
export function RemoveService({ account, target, all, onClose }: { account: Account; target: Owned | null; all: Owned[]; onClose: () => void }) {
  const prorates = useProrates();
  const [chosen, setProrate] = useState<boolean | null>(null);
  const prorate = chosen ?? prorates ?? true;
  const cycleOf = useCycleOf(account);
  const packed = target?.row.unique_package_id;
  const going = !target ? [] : packed ? all.filter(({ row }) => row.unique_package_id === packed) : [target];
  const close = () => (setProrate(null), onClose());
  const charges = going.flatMap(({ row, service }) => {
    const cycle = prorate ? cycleOf(service, row.next_bill_date) : null;
    return cycle ? [proratedCharge({ service, cycle, price_in_cents: cents(priceOf(row, service)), quantity: -row.quantity }, row.name_override ?? service.name)] : [];
  }).filter((charge) => charge.amount_in_cents !== 0);
  const recurring = going.some(({ service }) => service.type === 'recurring');
  const total = charges.reduce((sum, charge) => sum + charge.amount_in_cents, 0);
  return (
    <Confirm opened={target !== null} title={packed ? 'Remove this package?' : 'Remove this service?'} action="Remove" onClose={close}
      onConfirm={async () => {
        const path = packed ? (`/accounts/${account.id}/packages/${packed}` as const) : (`/accounts/${account.id}/services/${target!.row.unique_service_relationship_id}` as const);
        await api.delete(path, { prorate });
        moneyChanged();
        done(packed ? 'The package was removed' : 'The service was removed');
      }}>
      {packed ? <>It came with a package, and goes with it: <strong>{going.map(({ row, service }) => row.name_override ?? service.name).join(', ')}</strong>.</> : <><strong>{target && (target.row.name_override ?? target.service.name)}</strong> will bill no more.</>}
      {recurring && <Switch mt="md" label="Prorate" description="Give back what is charged for the rest of this cycle." checked={prorate} onChange={(event) => setProrate(event.currentTarget.checked)} />}
      <ChargeNow charges={charges} atMost={total < 0} none="Nothing is given back." />
    </Confirm>
  );
}
