import type { Values } from '~/resource/types';

/** One step of a bill: its date `YYYY-MM-DD`, and what happens on it. */
export interface Step {
  date: string;
  what: string;
}

const DAY = 86_400_000;
const number = (value: unknown) => Number(value ?? 0) || 0;
const iso = (time: number) => new Date(time).toISOString().slice(0, 10);

/**
 * The life of a bill under these terms, for an account that bills in the month of `today` and pays nothing. Days count from
 * the bill or the invoice date; an invoice is delinquent on the day after its grace.
 */
export function example(terms: Values, today: string): Step[] {
  const [year = 1970, month = 1] = today.split('-').map(Number);
  const on = (day: number, later: number) => Date.UTC(year, month - 1 + later, day);
  const billed = on(number(terms.bill_day) || 1, 0);
  const separate = !!terms.separate_invoice_day_enabled;
  const invoiceDay = number(terms.invoice_day) || 1;
  const invoiced = separate ? on(invoiceDay, invoiceDay > number(terms.bill_day) ? 0 : 1) : billed;
  const base = (from: unknown) => (separate && from === 'invoice' ? invoiced : billed);
  const due = base(terms.due_days_day) + number(terms.due_days) * DAY;
  const delinquent = due + (number(terms.grace_days) + 1) * DAY;
  const steps: [number, string][] = [
    [billed, separate ? 'It is billed' : 'It is billed and gets its invoice'],
    ...(separate ? [[invoiced, 'Its invoice is dated'] as [number, string]] : []),
    [base(terms.auto_pay_day) + number(terms.auto_pay_days) * DAY, 'Its payment method is charged, where it is automatic'],
    [due, 'The invoice is due'],
    [delinquent, 'It is delinquent'],
    ...(terms.switch_status_after_delinquency ? [[delinquent + number(terms.days_of_delinquency_for_status_switch) * DAY, 'Its status changes'] as [number, string]] : []),
  ];
  return steps.filter(([time]) => Number.isFinite(time) && Math.abs(time) < 8e15).sort(([a], [b]) => a - b).map(([time, what]) => ({ date: iso(time), what }));
}

/** The terms in a few words, for a list. */
export function termsText(terms: Values): string {
  const months = number(terms.months_to_bill);
  const days = (count: number, what: string) => `${what} ${count} ${count === 1 ? 'day' : 'days'}`;
  return [`bills on day ${number(terms.bill_day)}`, ...(months > 1 ? [`for ${months} months`] : []), days(number(terms.due_days), 'due after'), days(number(terms.grace_days), 'grace of')].join(', ');
}

