import { useQuery } from '@tanstack/react-query';
import { billingDetailsQuery, billingParametersQuery } from '~/api/billing';
import type { Service } from '~/api/catalog';
import type { Account } from '~/api/models';
import { useFormat } from '~/lib/format';
import { SumLine } from './Money';

interface Row {
  service: Pick<Service, 'application' | 'billing_frequency_in_months' | 'type'>;
  price_in_cents: number;
  quantity: number;
}

/** What one full cycle costs: the price of a month for as many months as the account or the service bills. */
export const perBillInCents = ({ service, price_in_cents, quantity }: Row, months_to_bill: number): number =>
  price_in_cents * quantity * (service.type === 'recurring' && service.billing_frequency_in_months > 1 ? service.billing_frequency_in_months : months_to_bill) * (service.application === 'credit' ? -1 : 1);

/** What these services come to on a full bill, before taxes. */
export function OnEachBill({ account, rows }: { account: Account; rows: Row[] }) {
  const format = useFormat();
  const months = Number(useQuery(billingParametersQuery(account.id)).data?.months_to_bill ?? 1);
  const next = useQuery(billingDetailsQuery(account.id)).data?.next_bill_date;
  const total = rows.reduce((sum, row) => sum + perBillInCents(row, months), 0);
  return <div className="sumtotal"><SumLine label="Then on each bill" hint={next ? `From ${format.date(next)} on, before taxes` : 'Once the account is active, before taxes'} cents={total} /></div>;
}
