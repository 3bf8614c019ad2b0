/** Cache key. */
export const KEY = 'print_batches';

export interface PrintBatch {
  id: number;
  date_from: string;
  date_to: string;
  state: 'queued' | 'making' | 'done' | 'failed';
  invoices: number;
  invoices_done: number;
  pages: number;
  files: number;
  error: string | null;
  printed_at: string | null;
  created_at: string;
  finished_at: string | null;
}

export const isUnderWay = (batch: PrintBatch) => batch.state === 'queued' || batch.state === 'making';
