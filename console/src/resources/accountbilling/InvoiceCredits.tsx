import { ActionIcon, Text, Tooltip } from '@mantine/core';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useState } from 'react';
import { depositsQuery, discountsQuery, moneyChanged, paymentsQuery, type Credit, type Invoice } from '~/api/billing';
import { api } from '~/api/client';
import { useCan } from '~/api/session';
import { useFormat } from '~/lib/format';
import { Confirm } from '~/ui/Confirm';
import { DataTable } from '~/ui/DataTable';
import { Card } from '~/ui/Page';
import { Empty, Failure } from '~/ui/States';
import { done } from '~/ui/toast';
import { paymentName } from './ledger';

/** Where the money of a credit comes from, in words. */
export function useFundName(account: number): (fund: { deposit_id: number; discount_id: number }) => string {
  const deposits = useQuery(depositsQuery(account)).data?.data;
  const payments = useQuery(paymentsQuery(account)).data?.data;
  const discounts = useQuery(discountsQuery(account)).data?.data;
  const format = useFormat();
  return ({ deposit_id, discount_id }) => {
    if (discount_id) return discounts?.find((row) => row.id === discount_id)?.description ?? `Discount ${discount_id}`;
    const payment = payments?.find((row) => row.id === deposits?.find((one) => one.id === deposit_id)?.payment_id);
    return payment ? `${paymentName(payment.type)} of ${format.money(payment.amount)}` : `Deposit ${deposit_id}`;
  };
}

/** What paid an invoice; a credit can be taken back to its deposit or discount. */
export function InvoiceCredits({ account, invoice, credits }: { account: number; invoice: Invoice | undefined; credits: UseQueryResult<Credit[]> }) {
  const format = useFormat();
  const fund = useFundName(account);
  const may = useCan()('invoices.reverse_credit');
  const [doomed, setDoomed] = useState<Credit | null>(null);
  return (
    <Card title="Credits" padded={false}>
      {credits.isError ? <Failure error={credits.error} onRetry={() => void credits.refetch()} />
        : credits.data?.length === 0 ? <Empty title="Nothing has paid it yet" hint="Payments and discounts that are put on this invoice are listed here." />
        : (
          <DataTable label="Credits" rows={credits.data} expected={1}
            columns={[
              { key: 'from', label: 'From', render: (row) => <><Text span size="sm" fw={560} c={row.void ? 'dimmed' : undefined!}>{fund(row)}</Text>{row.void && <Text size="xs" c="dimmed">Taken back</Text>}</> },
              { key: 'date', label: 'When', width: 170, render: (row) => format.instant(row.date) },
              { key: 'amount', label: 'Amount', numeric: true, width: 120, render: (row) => <Text span size="sm" {...(row.void ? { c: 'dimmed', td: 'line-through' } : {})}>{format.money(row.amount)}</Text> },
            ]}
            actions={(row) => may && !row.void && !invoice?.void && (
              <Tooltip label="Take back"><ActionIcon variant="subtle" color="gray" aria-label={`Take back credit ${row.id}`} onClick={() => setDoomed(row)}><IconArrowBackUp size={16} stroke={1.6} /></ActionIcon></Tooltip>
            )} />
        )}
      <Confirm opened={doomed !== null} title="Take this credit back?" action="Take back" onClose={() => setDoomed(null)}
        onConfirm={async () => {
          await api.post(`/accounts/${account}/invoices/${invoice!.id}/credits/${doomed!.id}/reverse`);
          moneyChanged();
          done('The credit was taken back');
        }}>
        {doomed && <><strong>{format.money(doomed.amount)}</strong> is due on the invoice again, and can pay another one.</>}
      </Confirm>
    </Card>
  );
}
