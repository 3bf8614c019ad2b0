import type { LedgerCode } from '~/api/catalog';
import { ResourcePage } from '~/resource/ResourcePage';
import { defineResource } from '~/resource/types';

export const ledgerCodes = defineResource<LedgerCode>({
  entity: 'general_ledger_codes',
  path: '/financial/general_ledger_codes',
  title: 'General ledger codes',
  singular: 'general ledger code',
  description: 'The accounts of your bookkeeping. Each service is posted to one of them.',
  permission: 'general_ledger_codes',
  labelOf: (row) => row.code,
  columns: [
    { key: 'code', label: 'Code', sortable: true, width: 160, render: (row) => <span className="mono">{row.code}</span> },
    { key: 'description', label: 'Description', sortable: true },
  ],
  fields: [
    { name: 'code', label: 'Code', required: true, hint: 'As your bookkeeping writes it; zeros in front are kept.' },
    { name: 'description', label: 'Description', required: true, hint: 'What is posted to it, such as “Internet access”.' },
  ],
  blank: { code: '', description: '' },
  defaultSort: 'code',
  emptyHint: 'Take them from the chart of accounts of your bookkeeping.',
});

export default function LedgerCodes() {
  return <ResourcePage resource={ledgerCodes} />;
}
