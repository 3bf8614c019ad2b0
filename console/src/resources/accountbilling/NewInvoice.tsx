import { Button, Checkbox, Drawer, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { billingParametersQuery, debitsQuery, moneyChanged, type Debit, type Invoice } from '~/api/billing';
import { api } from '~/api/client';
import { applicationQuery } from '~/api/lookups';
import type { Account } from '~/api/models';
import { useFormat } from '~/lib/format';
import { Fields, Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import type { Field } from '~/resource/types';
import { Empty, Failure, Lines } from '~/ui/States';
import { done } from '~/ui/toast';
import { cents, fromCents, sumInCents } from './cents';
import { SumLine } from './Money';
import { addDays, todayIn } from './prorate';

const fields: Field[] = [
  { name: 'date', label: 'Dated', kind: 'date', required: true, half: true },
  { name: 'due_date', label: 'Due on', kind: 'date', required: true, half: true },
];

/** Whether a charge waits for an invoice: it is on none, and was not given back. */
export const waits = (debit: Debit): boolean => debit.invoice_id === null && !debit.reversed;
export const taxOf = (debit: Debit): number => sumInCents(debit.taxes.map((tax) => tax.amount));

/** Makes an invoice by hand over charges that are on none yet. */
export function NewInvoice({ account, opened, onClose }: { account: Account; opened: boolean; onClose: () => void }) {
  return (
    <Drawer opened={opened} onClose={onClose} size={520} title={<Text fw={640} size="lg">New invoice</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {opened && <Loading account={account} onClose={onClose} />}
    </Drawer>
  );
}

function Loading(props: { account: Account; onClose: () => void }) {
  const debits = useQuery(debitsQuery(props.account.id));
  const terms = useQuery({ ...billingParametersQuery(props.account.id), retry: false });
  if (debits.isError) return <Failure error={debits.error} onRetry={() => void debits.refetch()} />;
  if (!debits.data || terms.isPending) return <Lines count={6} height={36} />;
  const waiting = debits.data.data.filter(waits);
  if (waiting.length === 0) return <Empty title="Nothing to invoice" hint="Every charge of this account is on an invoice already." />;
  return <Form {...props} waiting={waiting} due_days={Number(terms.data?.due_days ?? 0)} />;
}

function Form({ account, waiting, due_days, onClose }: { account: Account; waiting: Debit[]; due_days: number; onClose: () => void }) {
  const today = todayIn(useQuery(applicationQuery).data?.timezone ?? 'UTC');
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<number[]>(() => waiting.map((debit) => debit.id));
  const form = useForm({ date: today, due_date: addDays(today, due_days) }, fields);
  const rows = waiting.filter((debit) => chosen.includes(debit.id));
  const net = sumInCents(rows.map((debit) => debit.amount));
  const taxes = rows.reduce((sum, debit) => sum + taxOf(debit), 0);
  const save = async () => {
    let made: Invoice | undefined;
    const ok = await form.submit(async (values) => {
      made = await api.post<Invoice>(`/accounts/${account.id}/invoices`, { ...values, debits: chosen });
    });
    if (!ok || !made) return;
    moneyChanged();
    done(`Invoice ${made.id} was made`);
    onClose();
    await navigate({ to: '/accounts/$id/invoices/$invoice', params: { id: String(account.id), invoice: String(made.id) } });
  };
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}
      onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && (event.preventDefault(), void save())}>
      <Problem form={form} />
      <Choice waiting={waiting} chosen={chosen} onChange={setChosen} />
      <div style={{ marginTop: 16 }}><Fields fields={fields} form={form} isNew focus={false} /></div>
      <section className="example" aria-label="Sum" aria-live="polite" style={{ marginTop: 16 }}>
        <SumLine label={`${rows.length} of ${waiting.length} charges`} cents={net} />
        <SumLine label="Taxes" cents={taxes} />
        <div className="sumtotal"><SumLine strong label="Total" cents={net + taxes} /></div>
      </section>
      <Text size="xs" c="dimmed" mt="sm">Deposits and discounts stay where they are until they are applied to it.</Text>
      <Group mt="md" gap="xs">
        <Button type="submit" loading={form.busy} disabled={rows.length === 0}>Make the invoice</Button>
        <Button variant="default" onClick={onClose}>Cancel</Button>
      </Group>
    </form>
  );
}

function Choice({ waiting, chosen, onChange }: { waiting: Debit[]; chosen: number[]; onChange: (ids: number[]) => void }) {
  const format = useFormat();
  const all = chosen.length === waiting.length;
  return (
    <fieldset style={{ all: 'unset', display: 'block' }} aria-label="Charges">
      {waiting.length > 1 && <Checkbox mb={8} label="All charges" checked={all} indeterminate={!all && chosen.length > 0} onChange={() => onChange(all ? [] : waiting.map((debit) => debit.id))} />}
      {waiting.map((debit) => (
        <Group key={debit.id} justify="space-between" wrap="nowrap" py={7} className="pickline">
          <Checkbox checked={chosen.includes(debit.id)} onChange={(event) => onChange(event.currentTarget.checked ? [...chosen, debit.id] : chosen.filter((id) => id !== debit.id))}
            label={<>{debit.description}{debit.quantity !== 1 && ` × ${debit.quantity}`}<Text span size="xs" c="dimmed" display="block">{format.date(debit.date)}</Text></>} />
          <Text size="sm" className="tnum">{format.money(fromCents(cents(debit.amount) + taxOf(debit)))}</Text>
        </Group>
      ))}
    </fieldset>
  );
}
