import { Button, Drawer, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { moneyChanged, outstandingQuery, paymentMethodsQuery, useProcessor, type PaymentMethod } from '~/api/billing';
import { api } from '~/api/client';
import { applicationQuery } from '~/api/lookups';
import type { Account } from '~/api/models';
import { useCan } from '~/api/session';
import { useFormat } from '~/lib/format';
import { Fields, Problem } from '~/resource/Fields';
import { refuse, useForm } from '~/resource/form';
import type { Values } from '~/resource/types';
import { CARD_NEEDS, cardProblems, missing } from '~/resources/paymentmethods/CardFields';
import { methodName } from '~/resources/paymentmethods/methods';
import { TestNumbers } from '~/resources/paymentmethods/TestNumbers';
import { useBillingAddress } from '~/resources/paymentmethods/useBillingAddress';
import { Lines } from '~/ui/States';
import { done } from '~/ui/toast';
import { cents, fromCents } from './cents';
import { ChargeResult } from './ChargeResult';
import { allocate } from './ledger';
import { SumLine } from './Money';
import { chargedOf, howOf, isCharge, ONCE, paymentFields, paymentRequest, storedId, waysToPay, type Charged } from './payment';
import { todayIn } from './prorate';

interface Props {
  account: Account;
  opened: boolean;
  /** The stored method to begin with. */
  method?: number | null;
  onClose: () => void;
}

/** Charges a card or writes a payment down, and says before which invoices it pays. */
export function TakePayment({ opened, ...props }: Props) {
  return (
    <Drawer opened={opened} onClose={props.onClose} size={480} title={<Text fw={640} size="lg">Take a payment</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {opened && <Loading {...props} />}
    </Drawer>
  );
}

type FormProps = Omit<Props, 'opened'>;

function Loading(props: FormProps) {
  const may = useCan()('payment_methods.read');
  const methods = useQuery({ ...paymentMethodsQuery(props.account.id), enabled: may });
  const address = useBillingAddress(props.account.id);
  const [tries, setTries] = useState(0);
  if ((may && methods.isPending) || !address) return <Lines count={6} height={44} />;
  // A method that cannot be read cannot be charged; a payment can still be written down.
  return <Form key={tries} {...props} methods={methods.data ?? []} address={address} onAgain={() => setTries((count) => count + 1)} />;
}

// Not `randomUUID`: browsers have it on secure pages only.
const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

function Form({ account, method, methods, address, onClose, onAgain }: FormProps & { methods: PaymentMethod[]; address: Values; onAgain: () => void }) {
  const today = todayIn(useQuery(applicationQuery).data?.timezone ?? 'UTC');
  const format = useFormat();
  const charges = useProcessor()?.kind !== 'none';
  const due = cents(account.balance_due);
  // One form makes one payment, however often it is sent.
  const [payment_tracker_id] = useState(newId);
  const [charged, setCharged] = useState<{ values: Values; end: Charged } | null>(null);
  const fields = paymentFields(waysToPay(methods, charges));
  const form = useForm({
    amount: due > 0 ? fromCents(due) : '', date: today, how: method ? howOf(method) : 'check', reference: '', auto_apply: true, email_payment_receipt: false,
    account_number: '', expiration: '', cvc: '', name_on_account: account.name, ...address,
  }, fields);
  const charge = isCharge(form.values);
  const save = async () => {
    let end: Charged | null = null;
    const ok = await form.submit(async (values) => {
      if (values.how === ONCE) refuse({ ...cardProblems(values, today), ...missing(values, CARD_NEEDS), amount: cents(values.amount as string) > 0 ? undefined : 'The amount must be greater than 0.' });
      const { path, body } = paymentRequest(account.id, values, payment_tracker_id);
      const answer = await api.post<Parameters<typeof chargedOf>[0]>(path, body);
      if (isCharge(values)) end = chargedOf(answer);
    });
    if (!ok) return;
    moneyChanged();
    if (end) {
      setCharged({ values: { amount: form.values.amount, how: form.values.how }, end });
      form.patch({ account_number: '', cvc: '' });
      return;
    }
    done('The payment was booked');
    onClose();
  };
  const stored = methods.find((row) => row.id === storedId(charged?.values ?? form.values));
  if (charged) return <ChargeResult charged={charged.end} amount={String(charged.values.amount)} what={stored ? methodName(stored) : 'The card'} onDone={onClose} onAgain={onAgain} />;
  return (
    <form noValidate autoComplete="off" onSubmit={(event) => (event.preventDefault(), void save())}
      onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && (event.preventDefault(), void save())}>
      {form.values.how === ONCE && <TestNumbers onPick={form.patch} />}
      <Problem form={form} />
      <Fields fields={fields} form={form} isNew />
      <Pays account={account.id} values={form.values} />
      <Group mt="lg" gap="xs">
        <Button type="submit" loading={form.busy}>{charge ? `Charge ${cents(form.values.amount as string) > 0 ? format.money(form.values.amount as string) : ''}` : 'Book payment'}</Button>
        <Button variant="default" onClick={onClose}>Cancel</Button>
      </Group>
    </form>
  );
}

function Pays({ account, values }: { account: number; values: Values }) {
  const open = useQuery(outstandingQuery(account)).data;
  const format = useFormat();
  const amount = cents(values.amount as string);
  const { parts, left_in_cents } = values.auto_apply || values.how === ONCE ? allocate(amount, open ?? []) : { parts: [], left_in_cents: amount };
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
