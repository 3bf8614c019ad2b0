import { Button, Group, SegmentedControl, Text, Tooltip, ActionIcon } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconArrowBackUp, IconCash, IconCreditCardRefund } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { debitsQuery, depositsQuery, discountsQuery, moneyChanged, paymentsQuery, type Payment } from '~/api/billing';
import { api } from '~/api/client';
import type { Account } from '~/api/models';
import { useCan } from '~/api/session';
import { useFormat } from '~/lib/format';
import { useKeys } from '~/lib/keys';
import { Confirm } from '~/ui/Confirm';
import { DataTable } from '~/ui/DataTable';
import { Pager } from '~/ui/Pager';
import { Empty, Failure } from '~/ui/States';
import { StatusDot } from '~/ui/Status';
import { done } from '~/ui/toast';
import { fromCents } from './cents';
import { EditWords } from './EditWords';
import { entries, paymentName, type Entry, type EntryKind } from './ledger';
import { isRefundable } from './payment';
import { TakePayment } from './TakePayment';

const KINDS: Record<EntryKind, [name: string, color: string]> = {
  debit: ['Charge', '#3b82c4'], discount: ['Discount', '#8b7bd8'], payment: ['Payment', '#2f9e6e'], reversal: ['Reversal', '#d9822b'],
};
const PAGE = 50;

/** Everything that moved what the account owes, with what it owed after each. */
export function TransactionsTab({ account }: { account: Account }) {
  const [debits, discounts, payments, deposits] = [useQuery(debitsQuery(account.id)), useQuery(discountsQuery(account.id)), useQuery(paymentsQuery(account.id)), useQuery(depositsQuery(account.id))];
  const [kind, setKind] = useState('all');
  const [page, setPage] = useState(1);
  const [paying, setPaying] = useState(false);
  const [doomed, setDoomed] = useState<Payment | null>(null);
  const [refunded, setRefunded] = useState<Payment | null>(null);
  const can = useCan();
  useKeys({ c: () => setPaying(true) }, can('payments.create'));
  const reads = [debits, discounts, payments, deposits];
  const broken = reads.find((read) => read.isError);
  const partial = reads.some((read) => read.data && read.data.paginator.total_pages > 1);
  const all = useMemo(() => debits.data && discounts.data && payments.data && deposits.data
    && entries({ debits: debits.data.data, discounts: discounts.data.data, payments: payments.data.data, deposits: deposits.data.data }), [debits.data, discounts.data, payments.data, deposits.data]);
  const kept = all?.filter((entry) => kind === 'all' || entry.kind === kind || (kind === 'payment' && entry.kind === 'reversal'));
  const take = can('payments.create') && <Button leftSection={<IconCash size={16} />} onClick={() => setPaying(true)}>Take a payment</Button>;
  return (
    <section className="card" aria-label="Transactions">
      <div className="toolbar">
        <SegmentedControl size="xs" value={kind} onChange={(value) => (setKind(value), setPage(1))} aria-label="Kind"
          data={[{ value: 'all', label: 'All' }, { value: 'debit', label: 'Charges' }, { value: 'discount', label: 'Discounts' }, { value: 'payment', label: 'Payments' }]} />
        <Group ml="auto">{all?.length !== 0 && take}</Group>
      </div>
      {broken ? <Failure error={broken.error} onRetry={() => reads.forEach((read) => void read.refetch())} />
        : kept?.length === 0 ? <Empty title={kind === 'all' ? 'No transactions yet' : 'None of this kind'} hint={kind === 'all' ? 'Charges, discounts and payments are listed here.' : ''} action={kind === 'all' && take} />
        : <Ledger rows={kept?.slice((page - 1) * PAGE, page * PAGE)} account={account} running={!partial} onReverse={can('payments.reverse') ? setDoomed : undefined} onRefund={can('payments.refund') ? setRefunded : undefined} />}
      {kept && kept.length > PAGE && <Pager paginator={{ total_count: kept.length, total_pages: Math.ceil(kept.length / PAGE), current_page: page, limit: PAGE }} onPage={setPage} />}
      {partial && <Text size="xs" c="dimmed" p="sm">The newest thousand of each kind.</Text>}
      <TakePayment account={account} opened={paying} onClose={() => setPaying(false)} />
      <Reverse account={account.id} payment={doomed} onClose={() => setDoomed(null)} />
      <Refund account={account.id} payment={refunded} onClose={() => setRefunded(null)} />
    </section>
  );
}

function Reverse({ account, payment, onClose }: { account: number; payment: Payment | null; onClose: () => void }) {
  const format = useFormat();
  return (
    <Confirm opened={payment !== null} title="Reverse this payment?" action="Reverse" onClose={onClose}
      onConfirm={async () => {
        await api.post(`/accounts/${account}/transactions/payments/${payment!.id}/reverse`);
        moneyChanged();
        done('The payment was reversed');
      }}>
      {payment && <>{paymentName(payment.type)} of <strong>{format.money(payment.amount)}</strong>, {format.instant(payment.date)}: it is taken back, and what it paid is due again. No money is sent anywhere.</>}
    </Confirm>
  );
}

function Refund({ account, payment, onClose }: { account: number; payment: Payment | null; onClose: () => void }) {
  const format = useFormat();
  return (
    <Confirm opened={payment !== null} title="Refund this payment?" action={`Refund ${format.money(payment?.amount)}`} onClose={onClose}
      onConfirm={async () => {
        try {
          await api.post(`/accounts/${account}/transactions/payments/${payment!.id}/refund`);
        } finally {
          moneyChanged();
        }
        done('The payment was refunded');
      }}>
      {payment && <>The processor gives <strong>{format.money(payment.amount)}</strong> back to the customer. What the payment paid is due again.</>}
    </Confirm>
  );
}

interface LedgerProps {
  rows: Entry[] | undefined;
  account: Account;
  running: boolean;
  onReverse: ((payment: Payment) => void) | undefined;
  onRefund: ((payment: Payment) => void) | undefined;
}

function Ledger({ rows, account, running, onReverse, onRefund }: LedgerProps) {
  const format = useFormat();
  const can = useCan();
  const money = (value: number) => format.money(fromCents(value));
  const mayReverse = (entry: Entry) => entry.kind === 'payment' && entry.payment?.success && !entry.payment.reversed;
  return (
    <DataTable label="Ledger" rows={rows} expected={8}
      columns={[
        { key: 'date', label: 'Date', width: 180, render: (entry) => (entry.day_only ? format.date(entry.date) : format.instant(entry.date)) },
        { key: 'kind', label: 'Kind', width: 112, render: (entry) => <StatusDot name={KINDS[entry.kind][0]} color={KINDS[entry.kind][1]} /> },
        { key: 'what', label: 'What', render: (entry) => <What entry={entry} account={account.id} money={money} /> },
        { key: 'charge', label: 'Charged', numeric: true, width: 118, render: (entry) => (entry.change_in_cents > 0 ? money(entry.change_in_cents) : '') },
        { key: 'credit', label: 'Credited', numeric: true, width: 118, render: (entry) => (entry.change_in_cents < 0 ? money(-entry.change_in_cents) : entry.kind === 'payment' ? <Text span size="sm" c="dimmed" td="line-through">{format.money(entry.payment?.amount)}</Text> : '') },
        ...(running ? [{ key: 'balance', label: 'Owed after', numeric: true, width: 118, render: (entry: Entry) => <Text span size="sm" fw={560}>{money(entry.balance_in_cents)}</Text> }] : []),
      ]}
      actions={(entry) => (
        <Group gap={2} justify="flex-end" wrap="nowrap">
          {entry.wording && can(`${entry.wording.kind}.update`) && <EditWords account={account.id} wording={entry.wording} name={entry.what} />}
          {onRefund && mayReverse(entry) && isRefundable(entry.payment!) && <Tooltip label="Refund to the customer"><ActionIcon variant="subtle" color="gray" aria-label={`Refund payment ${entry.payment!.id}`} onClick={() => onRefund(entry.payment!)}><IconCreditCardRefund size={17} stroke={1.6} /></ActionIcon></Tooltip>}
          {onReverse && mayReverse(entry) && <Tooltip label="Reverse, without sending money"><ActionIcon variant="subtle" color="gray" aria-label={`Reverse payment ${entry.payment!.id}`} onClick={() => onReverse(entry.payment!)}><IconArrowBackUp size={16} stroke={1.6} /></ActionIcon></Tooltip>}
        </Group>
      )} />
  );
}

function What({ entry, account, money }: { entry: Entry; account: number; money: (cents: number) => string }) {
  const notes = [
    entry.note, entry.kind === 'payment' && entry.payment?.reversed && 'Taken back', entry.kind === 'debit' && entry.struck && 'Given back',
    entry.taxes.length > 0 && `With ${entry.taxes.map((tax) => `${tax.description} ${money(Math.round(tax.amount * 100))}`).join(', ')}`,
    entry.unused_in_cents > 0 && `${money(entry.unused_in_cents)} pays nothing yet`,
  ].filter(Boolean);
  return (
    <>
      <Text span size="sm" fw={560} c={entry.struck ? 'dimmed' : undefined!}>{entry.what}</Text>
      {entry.invoice_id && <> <Link className="link" style={{ fontSize: '0.8rem' }} to="/accounts/$id/invoices/$invoice" params={{ id: String(account), invoice: String(entry.invoice_id) }}>Invoice {entry.invoice_id}</Link></>}
      {notes.length > 0 && <Text size="xs" c="dimmed">{notes.join(' · ')}</Text>}
    </>
  );
}
