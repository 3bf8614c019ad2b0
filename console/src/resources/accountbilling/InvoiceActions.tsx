import { Button, Group, Modal, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconBan, IconCash, IconSnowflake, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { depositsQuery, discountsQuery, moneyChanged, type Invoice } from '~/api/billing';
import { api } from '~/api/client';
import { useCan } from '~/api/session';
import { useFormat } from '~/lib/format';
import { Confirm } from '~/ui/Confirm';
import { Empty, Failure, Lines } from '~/ui/States';
import { done, failed } from '~/ui/toast';
import { cents, fromCents } from './cents';
import { useFundName } from './InvoiceCredits';
import { InvoicePdf } from './InvoicePdf';

interface Props {
  account: number;
  invoice: Invoice;
}

/** What can be done with an invoice; one that is void can only be read. */
export function InvoiceActions({ account, invoice }: Props) {
  const [asking, setAsking] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const navigate = useNavigate();
  const [applying, setApplying] = useState(false);
  const [busy, setBusy] = useState(false);
  const can = useCan();
  if (invoice.void) return <InvoicePdf account={account} invoice={invoice.id} />;
  const path = `/accounts/${account}/invoices/${invoice.id}` as const;
  const freeze = async () => {
    setBusy(true);
    try {
      await api.post(`${path}/${invoice.frozen ? 'unfreeze' : 'freeze'}`);
      moneyChanged();
      done(invoice.frozen ? 'The invoice is not frozen any more' : 'The invoice is frozen');
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Group gap="xs">
      <InvoicePdf account={account} invoice={invoice.id} />
      {can('invoices.update') && <Button variant="default" leftSection={<IconSnowflake size={16} />} loading={busy} onClick={() => void freeze()} title="A frozen invoice is left out of automatic payment and of delinquency.">{invoice.frozen ? 'Unfreeze' : 'Freeze'}</Button>}
      {can('invoices.void') && <Button variant="default" leftSection={<IconBan size={16} />} onClick={() => setAsking(true)}>Void</Button>}
      {can('invoices.delete') && <Button variant="default" leftSection={<IconTrash size={16} />} onClick={() => setDeleting(true)}>Delete</Button>}
      {can('invoices.apply') && cents(invoice.remaining_due) > 0 && <Button leftSection={<IconCash size={16} />} onClick={() => setApplying(true)}>Apply funds</Button>}
      <Confirm opened={asking} title="Void this invoice?" action="Void" onClose={() => setAsking(false)}
        onConfirm={async () => {
          await api.post(`${path}/void`);
          moneyChanged();
          done('The invoice is void');
        }}>
        Every charge on invoice <strong>{invoice.id}</strong> is given back by a discount, and what paid it can pay others. The invoice stays, at zero. This cannot be undone.
      </Confirm>
      <Confirm opened={deleting} title="Delete this invoice?" onClose={() => setDeleting(false)}
        onConfirm={async () => {
          await api.delete(path);
          await navigate({ to: '/accounts/$id/$tab', params: { id: String(account), tab: 'invoices' } });
          moneyChanged();
          done('The invoice was deleted');
        }}>
        The charges of invoice <strong>{invoice.id}</strong> wait for another one, and what paid it can pay others. Only invoices that were made by hand can be deleted; others can be voided.
      </Confirm>
      <Modal opened={applying} onClose={() => setApplying(false)} title={<Text fw={620}>Apply funds to invoice {invoice.id}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
        {applying && <Funds account={account} invoice={invoice} onDone={() => setApplying(false)} />}
      </Modal>
    </Group>
  );
}

function Funds({ account, invoice, onDone }: Props & { onDone: () => void }) {
  const deposits = useQuery(depositsQuery(account));
  const discounts = useQuery(discountsQuery(account));
  const format = useFormat();
  const name = useFundName(account);
  const [busy, setBusy] = useState<string | null>(null);
  const broken = [deposits, discounts].find((read) => read.isError);
  if (broken) return <Failure error={broken.error} onRetry={() => void broken.refetch()} />;
  if (!deposits.data || !discounts.data) return <Lines count={3} />;
  const funds = [
    ...deposits.data.data.map((row) => ({ key: `apply_deposit/${row.id}` as const, deposit_id: row.id, discount_id: 0, left: cents(row.amount_remaining) })),
    ...discounts.data.data.map((row) => ({ key: `apply_discount/${row.id}` as const, deposit_id: 0, discount_id: row.id, left: cents(row.amount_remaining) })),
  ].filter((fund) => fund.left > 0);
  if (funds.length === 0) return <Empty title="No funds" hint="Every deposit and discount of this account pays an invoice already." />;
  const apply = async (fund: (typeof funds)[number]) => {
    setBusy(fund.key);
    try {
      await api.post(`/accounts/${account}/invoices/${invoice.id}/${fund.key}`);
      moneyChanged();
      done('The funds were applied');
      onDone();
    } catch (error) {
      failed(error);
    } finally {
      setBusy(null);
    }
  };
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">{format.money(invoice.remaining_due)} is left to pay. A fund gives as much as it holds, up to that.</Text>
      {funds.map((fund) => (
        <Group key={fund.key} justify="space-between" wrap="nowrap" py={8} className="pickline">
          <Text size="sm">{name(fund)}<Text size="xs" c="dimmed" className="tnum">{format.money(fromCents(fund.left))} left</Text></Text>
          <Button size="xs" variant="light" loading={busy === fund.key} disabled={busy !== null} onClick={() => void apply(fund)} aria-label={`Apply ${name(fund)}`}>Apply {format.money(fromCents(Math.min(fund.left, cents(invoice.remaining_due))))}</Button>
        </Group>
      ))}
    </>
  );
}
