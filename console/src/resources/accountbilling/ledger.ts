import type { Debit, Deposit, Discount, LineTax, Payment } from '~/api/billing';
import { cents, sumInCents } from './cents';
import type { Wording } from './EditWords';
import { chargedOf } from './payment';

export type EntryKind = 'debit' | 'discount' | 'payment' | 'reversal';

/** A line of the ledger: what the account owes more (above zero) or less, and what it owes in all after it. */
export interface Entry {
  id: string;
  kind: EntryKind;
  /** An instant; a reversal only has a day, which counts as its end. */
  date: string;
  day_only: boolean;
  what: string;
  /** A second line, where there is something to say. */
  note: string | null;
  change_in_cents: number;
  balance_in_cents: number;
  taxes: LineTax[];
  invoice_id: number | null;
  /** What is left of a discount or of a payment's deposit to pay invoices with. */
  unused_in_cents: number;
  payment: Payment | null;
  /** What of it can be put into other words. */
  wording: Wording | null;
  /** A payment that failed or was taken back, a debit that a discount took back. */
  struck: boolean;
}

export interface Books {
  debits: Debit[];
  discounts: Discount[];
  payments: Payment[];
  deposits: Deposit[];
}

/** Written down by somebody, with a reference that can be wrong. */
const BY_HAND = ['cash', 'check', 'wire', 'other'];
const METHODS: Record<string, string> = { cash: 'Cash', check: 'Check', wire: 'Wire', paypal: 'PayPal', 'credit card': 'Card', echeck: 'eCheck', ach: 'ACH' };
/** What a payment of this type is called: `Check payment`, or just `Payment`. */
export const paymentName = (type: string) => (METHODS[type] ? `${METHODS[type]} payment` : 'Payment');

const blank = { day_only: false, note: null, balance_in_cents: 0, taxes: [], invoice_id: null, unused_in_cents: 0, payment: null, wording: null, struck: false };
const withTaxes = (line: { amount: number; taxes: LineTax[] }) => sumInCents([line.amount, ...line.taxes.map((tax) => tax.amount)]);
const times = (line: { description: string; quantity: number }) => (line.quantity === 1 ? line.description : `${line.description} × ${line.quantity}`);

function noteOf(payment: Payment): string | null {
  const { ending, message } = chargedOf(payment);
  if (ending !== 'declined') return message || null;
  return message ? `Failed: ${message}` : 'Failed';
}

function ofPayment(payment: Payment, deposits: Deposit[]): Entry[] {
  const left = sumInCents(deposits.filter((deposit) => deposit.payment_id === payment.id && !deposit.void).map((deposit) => deposit.amount_remaining));
  const paid: Entry = {
    ...blank, id: `payment-${payment.id}`, kind: 'payment', date: payment.date, what: paymentName(payment.type),
    note: noteOf(payment),
    change_in_cents: payment.success ? -cents(payment.amount) : 0, unused_in_cents: left, payment,
    wording: BY_HAND.includes(payment.type) ? { kind: 'payments', id: payment.id, words: payment.response_message ?? '' } : null, struck: !payment.success || payment.reversed,
  };
  if (!payment.reversed || !payment.success) return [paid];
  return [paid, {
    ...blank, id: `reversal-${payment.id}`, kind: 'reversal', date: `${payment.reversed_at} 23:59:59`, day_only: true, what: `${paid.what} reversed`, change_in_cents: cents(payment.amount), payment,
  }];
}

/**
 * When it counts. The day of a reversal is that of the provider's time zone, while payments are instants in UTC: in the
 * evening hours in which it is tomorrow there, a reversal would stand before its own payment.
 */
const placeOf = ({ kind, date, payment }: Entry) => (kind === 'reversal' && payment && payment.date > date ? payment.date : date);

/** Everything that moved what the account owes, the newest first, with what it owed after each. */
export function entries({ debits, discounts, payments, deposits }: Books): Entry[] {
  const all: Entry[] = [
    ...debits.map((debit): Entry => ({
      ...blank, id: `debit-${debit.id}`, kind: 'debit', date: debit.date, what: times(debit), change_in_cents: withTaxes(debit), taxes: debit.taxes,
      invoice_id: debit.invoice_id, wording: { kind: 'debits', id: debit.id, words: debit.description }, struck: debit.reversed,
    })),
    ...discounts.map((discount): Entry => ({
      ...blank, id: `discount-${discount.id}`, kind: 'discount', date: discount.date, what: times(discount), change_in_cents: -withTaxes(discount), taxes: discount.taxes,
      unused_in_cents: cents(discount.amount_remaining), wording: { kind: 'discounts', id: discount.id, words: discount.description },
    })),
    ...payments.flatMap((payment) => ofPayment(payment, deposits)),
  ];
  all.sort((a, b) => placeOf(a).localeCompare(placeOf(b)));
  let balance = 0;
  for (const entry of all) entry.balance_in_cents = balance += entry.change_in_cents;
  return all.reverse();
}

/** Which open invoices a payment pays: the oldest due date first, as they are listed; and what is left of it. */
export function allocate(amount_in_cents: number, open: { id: number; remaining_due: string }[]): { parts: { id: number; amount_in_cents: number; all: boolean }[]; left_in_cents: number } {
  let left = Math.max(0, amount_in_cents);
  const parts = open.flatMap(({ id, remaining_due }) => {
    const part = Math.min(left, Math.max(0, cents(remaining_due)));
    left -= part;
    return part > 0 ? [{ id, amount_in_cents: part, all: part === cents(remaining_due) }] : [];
  });
  return { parts, left_in_cents: left };
}
