/** Cache key of batches and of what waits for one. */
export const KEY = 'ach_batches';

export interface AchBatch {
  id: number;
  effective_date: string;
  state: 'open' | 'filed' | 'void';
  entries: number;
  total_debit: number;
  total_credit: number;
  returned: number;
  user_id: number;
  created_at: string;
  filed_at: string | null;
  voided_at: string | null;
}

export interface AchEntry {
  id: number;
  account_id: number;
  payment_id: number;
  class: string;
  direction: 'debit' | 'credit';
  amount: number;
  name_on_account: string;
  last_four: string;
  trace_number: string | null;
  return_code: string | null;
  return_reason: string | null;
  returned_at: string | null;
}

export interface PendingEntry {
  account_id: number;
  payment_id: number;
  direction: 'debit' | 'credit';
  amount: number;
  created_at: string;
}

/** Return reason codes of the NACHA rules that a debit comes back with; a bank may send others. */
export const RETURN_CODES: [code: string, reason: string][] = [
  ['R01', 'Insufficient funds'], ['R02', 'Account closed'], ['R03', 'No account or unable to locate account'], ['R04', 'Invalid account number'],
  ['R05', 'Unauthorized debit to a consumer account'], ['R06', 'Returned at the request of the originating bank'], ['R07', 'Authorization revoked by the customer'],
  ['R08', 'Payment stopped'], ['R09', 'Uncollected funds'], ['R10', 'The customer says that the debit is not authorized'], ['R11', 'The customer says that the debit is not as agreed'],
  ['R12', 'Account sold to another bank'], ['R13', 'Invalid routing number'], ['R14', 'Representative payee deceased'], ['R15', 'Account holder deceased'], ['R16', 'Account frozen'],
  ['R17', 'File record edit criteria'], ['R20', 'Non-transaction account'], ['R21', 'Invalid company identification'], ['R23', 'Credit refused by the receiver'],
  ['R24', 'Duplicate entry'], ['R29', 'The company says that the debit is not authorized'],
];

/** The code in what was typed or chosen: `R01 Insufficient funds` is `R01`. */
export const returnCode = (text: string): string => text.trim().split(/\s/, 1)[0]!.toUpperCase();

/** After these the account may have money another day; after any other it is not debited by itself again. */
export const mayPayLater = (code: string): boolean => code === 'R01' || code === 'R09';
