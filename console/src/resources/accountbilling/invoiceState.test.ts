import { expect, it } from 'vitest';
import { invoiceState } from './invoiceState';

const invoice = { void: false, delinquent: false, due_date: '2026-01-10', remaining_due: '20.00', child_remaining_due: '0.00' };
it.each([
  [{}, '2026-01-10', 'Due'],
  [{}, '2026-01-11', 'Past due'],
  [{ delinquent: true }, '2026-01-14', 'Delinquent'],
  [{ remaining_due: '0.00' }, '2026-01-14', 'Paid'],
  [{ remaining_due: '0.00', child_remaining_due: '5.00' }, '2026-01-09', 'Due'],
  [{ remaining_due: '0.00', void: true }, '2026-01-14', 'Void'],
])('%j on %s: %s', (change, today, name) => expect(invoiceState({ ...invoice, ...change }, today).name).toBe(name));
