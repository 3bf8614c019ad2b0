import type { SearchHit } from '~/api/models';

const TABS: Record<string, string> = {
  account_contacts: 'contacts', contacts: 'contacts', account_addresses: 'addresses', addresses: 'addresses', notes: 'notes', tasks: 'tasks',
  files: 'files', call_logs: 'calls', account_call_logs: 'calls', contracts: 'contracts', custom_fields: 'fields',
  account_services: 'services', scheduled_events: 'scheduled', payment_methods: 'payment-methods', invoices: 'invoices', payments: 'transactions', debits: 'transactions', discounts: 'transactions',
};

/** The screen that shows what a search found. */
export function placeOf(hit: Pick<SearchHit, 'entity' | 'id' | 'account_id'>): string {
  if (hit.entity === 'accounts') return `/accounts/${hit.id}`;
  if (hit.entity === 'users') return '/users';
  const tab = TABS[hit.entity];
  if (hit.account_id) return tab ? `/accounts/${hit.account_id}/${tab}` : `/accounts/${hit.account_id}`;
  return '/';
}
