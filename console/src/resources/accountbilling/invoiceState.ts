import type { Invoice } from '~/api/billing';
import { cents } from './cents';

export interface InvoiceState {
  name: 'Void' | 'Paid' | 'Delinquent' | 'Past due' | 'Due';
  color: string;
}

/** What an invoice waits for. `today` is a date in the operator's time zone. */
export function invoiceState(invoice: Pick<Invoice, 'void' | 'delinquent' | 'due_date' | 'remaining_due' | 'child_remaining_due'>, today: string): InvoiceState {
  if (invoice.void) return { name: 'Void', color: '#8a9499' };
  if (cents(invoice.remaining_due) <= 0 && cents(invoice.child_remaining_due) <= 0) return { name: 'Paid', color: '#2f9e6e' };
  if (invoice.delinquent) return { name: 'Delinquent', color: '#c8503f' };
  return invoice.due_date < today ? { name: 'Past due', color: '#d9822b' } : { name: 'Due', color: '#3b82c4' };
}
