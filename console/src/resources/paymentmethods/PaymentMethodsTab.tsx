import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconRepeat, IconRepeatOff } from '@tabler/icons-react';
import { useState } from 'react';
import type { PaymentMethod } from '~/api/billing';
import { api } from '~/api/client';
import type { Account } from '~/api/models';
import { changed } from '~/api/query';
import { useCan } from '~/api/session';
import { LocalResourceList } from '~/resource/ResourceList';
import { TakePayment } from '~/resources/accountbilling/TakePayment';
import { done, failed } from '~/ui/toast';
import { AddMethod } from './AddMethod';
import { methodName, paymentMethods } from './methods';
import { NoProcessor } from './TestNumbers';

/** The cards and bank accounts of an account. */
export function PaymentMethodsTab({ account }: { account: Account }) {
  const can = useCan();
  const [adding, setAdding] = useState(false);
  const [charging, setCharging] = useState<number | null>(null);
  const actions = (row: PaymentMethod) => (
    <>
      {can('payments.create') && <Button size="compact-sm" variant="light" mr={6} onClick={() => setCharging(row.id)} aria-label={`Charge ${methodName(row)}`}>Charge</Button>}
      {can('payment_methods.update') && <ToggleAuto account={account.id} row={row} />}
    </>
  );
  return (
    <>
      <NoProcessor />
      <LocalResourceList resource={paymentMethods(account.id, actions)} expected={2} onCreate={() => setAdding(true)} />
      <AddMethod account={account} opened={adding} onClose={() => setAdding(false)} />
      <TakePayment account={account} opened={charging !== null} method={charging} onClose={() => setCharging(null)} />
    </>
  );
}

function ToggleAuto({ account, row }: { account: number; row: PaymentMethod }) {
  const [busy, setBusy] = useState(false);
  const label = row.auto ? 'Stop paying automatically' : 'Pay automatically';
  const Icon = row.auto ? IconRepeatOff : IconRepeat;
  const toggle = async () => {
    setBusy(true);
    try {
      await api.patch(`/accounts/${account}/payment_methods/${row.id}/toggle_auto`, { auto: !row.auto });
      changed('payment_methods');
      done(row.auto ? 'Nothing is paid automatically any more' : `Invoices are paid with the ${methodName(row).toLowerCase()}`);
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  };
  return <Tooltip label={label}><ActionIcon variant="subtle" color="gray" loading={busy} aria-label={`${label}: ${methodName(row)}`} onClick={() => void toggle()}><Icon size={16} stroke={1.6} /></ActionIcon></Tooltip>;
}
