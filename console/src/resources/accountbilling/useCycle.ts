import { useQuery } from '@tanstack/react-query';
import { billingParametersQuery, billingDetailsQuery } from '~/api/billing';
import type { Service } from '~/api/catalog';
import { applicationQuery, useStatuses } from '~/api/lookups';
import type { Account } from '~/api/models';
import { serviceCycle, todayIn, type Cycle } from './prorate';

/** Gives the cycle that a service of the account is in today; null where it is in none, undefined while that is read. */
export function useCycleOf(account: Account): (service: Pick<Service, 'type' | 'billing_frequency_in_months'>, own?: string | null) => Cycle | null | undefined {
  const terms = useQuery(billingParametersQuery(account.id)).data;
  const details = useQuery(billingDetailsQuery(account.id)).data;
  const settings = useQuery(applicationQuery).data;
  const statuses = useStatuses();
  return (service, own) => {
    if (!terms || !details || !settings || !statuses) return undefined;
    if (!statuses.find((status) => status.id === account.account_status_id)?.active) return null;
    return serviceCycle(service, own, { next_bill_date: details.next_bill_date, months_to_bill: Number(terms.months_to_bill) }, todayIn(settings.timezone));
  };
}
