import { ResourcePage } from '~/resource/ResourcePage';
import { defineResource } from '~/resource/types';
import type { ContractTemplate } from '~/api/models';
import { YesNo } from '~/ui/Status';
import { TemplateEditor } from './TemplateEditor';

export const templates = defineResource<ContractTemplate>({
  entity: 'contract_templates',
  path: '/system/contract_templates',
  title: 'Contract templates',
  singular: 'contract template',
  description: 'Texts that become contracts. Variables are filled in when a contract is made for an account.',
  permission: 'contract_templates',
  labelOf: (template) => template.name,
  columns: [
    { key: 'name', label: 'Name', sortable: true },
    { key: 'term_in_months', label: 'Term', width: 140, render: (row) => (row.term_in_months ? `${row.term_in_months} months` : 'Open') },
    { key: 'active', label: 'In use', width: 110, render: (row) => <YesNo value={row.active} /> },
  ],
  fields: [
    { name: 'name', label: 'Name', required: true, half: true },
    { name: 'term_in_months', label: 'Term in months', kind: 'number', half: true, hint: 'Left blank, the contract has no end.' },
    { name: 'body', label: 'Text', input: (props) => <TemplateEditor {...props} /> },
    { name: 'active', label: 'Offered for new contracts', kind: 'switch' },
  ],
  blank: { name: '', body: '<h1>Service agreement</h1>\n<p>Between {{company_name}} and {{account_name}}.</p>', term_in_months: 12, active: true },
  drawerSize: 'min(1120px, 96vw)',
  emptyHint: 'Write the first one; the customer signs it on a page of its own.',
});

export default function ContractTemplates() {
  return <ResourcePage resource={templates} />;
}
