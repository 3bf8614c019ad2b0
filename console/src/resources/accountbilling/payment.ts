import type { Payment, PaymentMethod } from '~/api/billing';
import type { Option } from '~/api/lookups';
import type { Field, Values } from '~/resource/types';
import { readExpiration } from '~/resources/paymentmethods/card';
import { billingAddressFields, cardFields } from '~/resources/paymentmethods/CardFields';
import { methodName } from '~/resources/paymentmethods/methods';

const BY_HAND: Option[] = [{ value: 'check', label: 'Check' }, { value: 'cash', label: 'Cash' }, { value: 'wire', label: 'Wire' }, { value: 'other', label: 'Other' }];
/** A card that is not kept. */
export const ONCE = 'once';

/** Whether the processor makes the payment, which can fail; others are only written down. */
export const isCharge = (values: Values): boolean => values.how === ONCE || storedId(values) !== null;
const byHand = (values: Values) => !isCharge(values);
const once = (values: Values) => values.how === ONCE;

/** The id of the stored method that is to be charged. */
export function storedId(values: Values): number | null {
  const found = /^method-(\d+)$/.exec(String(values.how));
  return found ? Number(found[1]) : null;
}
export const howOf = (method: number) => `method-${method}`;

/** What a payment can be made with, what is stored first. */
export const waysToPay = (methods: PaymentMethod[], charges: boolean): Option[] => [
  ...methods.map((method) => ({ value: howOf(method.id), label: `${methodName(method)}${method.auto ? ', automatic' : ''}` })),
  ...(charges ? [{ value: ONCE, label: 'Another card, this once' }] : []),
  ...BY_HAND,
];

/** The form of a payment. */
export const paymentFields = (ways: Option[]): Field[] => [
  { name: 'amount', label: 'Amount', kind: 'amount', required: true, half: true },
  { name: 'date', label: 'Paid on', kind: 'date', required: true, half: true, when: byHand },
  { name: 'how', serverNames: ['payment_method', 'payment_method_id'], label: 'How', kind: 'select', asText: true, required: true, options: ways },
  { name: 'reference', label: 'Reference', hint: 'The number of a check, for one.', when: byHand },
  ...cardFields(once),
  { name: 'name_on_account', label: 'Name on it', required: true, when: once },
  ...billingAddressFields.map((field) => ({ ...field, when: once })),
  { name: 'auto_apply', label: 'Pay open invoices with it', kind: 'switch', hint: 'The oldest due date first. What is left waits for the next one.', when: (values) => !once(values) },
  { name: 'email_payment_receipt', label: 'Mail a receipt', kind: 'switch', hint: 'To the contacts that want financial mail.' },
];

/** Where a payment is sent, and what. `payment_tracker_id` makes it one payment, however often it is sent. */
export function paymentRequest(account: number, values: Values, payment_tracker_id: string) {
  const { amount, date, how, reference, auto_apply, email_payment_receipt } = values;
  const common = { payment_tracker_id, ...(email_payment_receipt ? { email_payment_receipt } : {}) };
  const all = `/accounts/${account}/transactions` as const;
  if (once(values)) {
    const { account_number: number, expiration, cvc, name_on_account, line1, city, state, zip, country } = values;
    const body = { number, ...readExpiration(String(expiration)), ...(cvc ? { cvc } : {}), name_on_account, line1, city, state, zip, country, amount, ...common };
    return { path: `${all}/one_time_credit_card_payment` as const, body };
  }
  const payment_method_id = storedId(values);
  const body = payment_method_id !== null ? { payment_method_id, amount, auto_apply, ...common } : { payment_method: how, amount, date, auto_apply, ...(reference ? { reference } : {}), ...common };
  return { path: `${all}/payments` as const, body };
}

/** How a charge ended. */
export interface Charged {
  ending: 'approved' | 'declined' | 'unknown';
  message: string;
  transaction_id: string | null;
}

const UNANSWERED = 'The payment processor has not answered yet.';

/** Reads how a charge ended from either of the two answers that the API gives. */
export function chargedOf(answer: Pick<Payment, 'success' | 'transaction_id'> & { response_message?: string | null; message?: string | null }): Charged {
  const message = answer.message ?? answer.response_message ?? '';
  const ending = answer.success ? 'approved' : message.startsWith(UNANSWERED) ? 'unknown' : 'declined';
  return { ending, message, transaction_id: answer.transaction_id };
}

/** Whether a processor made the payment, so that the money can go back the way it came. */
export const isRefundable = (payment: Payment): boolean => payment.success && !payment.reversed && !!payment.transaction_id && ['credit card', 'echeck'].includes(payment.type);
