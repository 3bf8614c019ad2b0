import { Button, Drawer, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { moneyChanged, outstandingQuery } from '~/api/billing';
import { api } from '~/api/client';
import { applicationQuery } from '~/api/lookups';
import type { Account } from '~/api/models';
import { useFormat } from '~/lib/format';
import { Fields, Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import type { Field, Values } from '~/resource/types';
import { done } from '~/ui/toast';
import { cents, fromCents } from './cents';
import { allocate } from './ledger';
import { SumLine } from './Money';
import { todayIn } from './prorate';

const fields: Field[] = [
  { name: 'amount', label: 'Amount', kind: 'amount', required: true, half: true },
  { name: 'date', label: 'Paid on', kind: 'date', required: true, half: true },
  {
    name: 'payment_method', label: 'How', kind: 'select', asText: true, required: true, half: true,
    options: [{ value: 'cash', label: 'Cash' }, { value: 'check', label: 'Check' }, { value: 'wire', label: 'Wire' }, { value: 'other', label: 'Other' }],
  },
  { name: 'reference', label: 'Reference', half: true, hint: 'The number of a check, for one.' },
  { name: 'auto_apply', label: 'Pay open invoices with it', kind: 'switch', hint: 'The oldest due date first. What is left waits for the next one.' },
];

/** Writes down a payment, and says before which invoices it pays. */
export function TakePayment({ account, opened, onClose }: { account: Account; opened: boolean; onClose: () => void }) {
  return (
    <Drawer opened={opened} onClose={onClose} size={480} title={<Text fw={640} size="lg">Take a payment</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {opened && <Form account={account} onClose={onClose} />}
    </Drawer>
  );
}

// Not `randomUUID`: browsers have it on secure pages only.
const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

function Form({ account, onClose }: { account: Account; onClose: () => void }) {
  const settings = useQuery(applicationQuery).data;
  const due = cents(account.balance_due);
  // One form books one payment, however often it is sent.
  const [payment_tracker_id] = useState(newId);
  const form = useForm({ amount: due > 0 ? fromCents(due) : '', date: todayIn(settings?.timezone ?? 'UTC'), payment_method: 'check', reference: '', auto_apply: true }, fields);
  const save = async () => {
    const ok = await form.submit(({ reference, ...values }) => api.post(`/accounts/${account.id}/transactions/payments`, { ...values, ...(reference ? { reference } : {}), payment_tracker_id }));
    if (!ok) return;
    moneyChanged();
    done('The payment was booked');
    onClose();
  };
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}
      onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && (event.preventDefault(), void save())}>
      <Problem form={form} />
      <Fields fields={fields} form={form} isNew />
      <Pays account={account.id} values={form.values} />
      <Group mt="lg" gap="xs">
        <Button type="submit" loading={form.busy}>Book payment</Button>
        <Button variant="default" onClick={onClose}>Cancel</Button>
      </Group>
    </form>
  );
}

function Pays({ account, values }: { account: number; values: Values }) {
  const open = useQuery(outstandingQuery(account)).data;
  const format = useFormat();
  const amount = cents(values.amount as string);
  const { parts, left_in_cents } = values.auto_apply ? allocate(amount, open ?? []) : { parts: [], left_in_cents: amount };
  return (
    <section className="example" aria-label="What it pays" aria-live="polite" style={{ marginTop: 18 }}>
      {amount <= 0 ? <Text size="sm" c="dimmed">{open?.length ? `${open.length} open ${open.length === 1 ? 'invoice' : 'invoices'}` : 'No open invoices'}</Text> : (
        <>
          {parts.map((part) => {
            const invoice = open!.find((row) => row.id === part.id)!;
            return <SumLine key={part.id} label={`Invoice ${part.id}`} hint={`${part.all ? 'Paid in full' : `Of ${format.money(invoice.remaining_due)}`}, due ${format.date(invoice.due_date)}`} cents={part.amount_in_cents} />;
          })}
          {left_in_cents > 0 && <SumLine strong={parts.length === 0} label="Stays as a deposit" cents={left_in_cents} />}
        </>
      )}
    </section>
  );
}
