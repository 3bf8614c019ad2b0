import type { ComponentType } from 'react';
import type { Account } from '~/api/models';
import { LocalResourceList } from '~/resource/ResourceList';
import { BillingTab } from '~/resources/accountbilling/BillingTab';
import { InvoicesTab } from '~/resources/accountbilling/InvoicesTab';
import { ServicesTab } from '~/resources/accountbilling/ServicesTab';
import { TransactionsTab } from '~/resources/accountbilling/TransactionsTab';
import { addresses } from '~/resources/addresses/addresses';
import { History } from '~/resources/audit/History';
import { callLogs } from '~/resources/calllogs/calllogs';
import { contacts } from '~/resources/contacts/contacts';
import { ContractsTab } from '~/resources/contracts/ContractsTab';
import { CustomFieldsTab } from '~/resources/customfields/CustomFieldsTab';
import { FilesTab } from '~/resources/files/FilesTab';
import { NotesTab } from '~/resources/notes/NotesTab';
import { PaymentMethodsTab } from '~/resources/paymentmethods/PaymentMethodsTab';
import { taxOverrides } from '~/resources/taxes/taxOverrides';
import { TasksTab } from '~/resources/tasks/TasksTab';
import { Card } from '~/ui/Page';
import { Overview } from './Overview';
import { SubAccounts } from './SubAccounts';

interface TabEntry {
  value: string;
  label: string;
  needs?: string;
  panel: ComponentType<{ account: Account }>;
}

/** The tabs of the account page, in order. */
export const TABS: TabEntry[] = [
  { value: 'overview', label: 'Overview', panel: Overview },
  { value: 'services', label: 'Services', needs: 'account_services.read', panel: ServicesTab },
  { value: 'billing', label: 'Billing', needs: 'account_billing.read', panel: BillingTab },
  { value: 'invoices', label: 'Invoices', needs: 'invoices.read', panel: InvoicesTab },
  { value: 'transactions', label: 'Transactions', needs: 'debits.read', panel: TransactionsTab },
  { value: 'payment-methods', label: 'Payment methods', needs: 'payment_methods.read', panel: PaymentMethodsTab },
  { value: 'contacts', label: 'Contacts', needs: 'account_contacts.read', panel: ({ account }) => <LocalResourceList resource={contacts(account.id)} expected={3} /> },
  { value: 'addresses', label: 'Addresses', needs: 'account_addresses.read', panel: ({ account }) => <LocalResourceList resource={addresses(account.id)} expected={2} /> },
  { value: 'notes', label: 'Notes', needs: 'notes.read', panel: ({ account }) => <NotesTab account={account.id} /> },
  { value: 'tasks', label: 'Tasks', needs: 'tasks.read', panel: ({ account }) => <TasksTab account={account.id} /> },
  { value: 'files', label: 'Files', needs: 'files.read', panel: ({ account }) => <FilesTab account={account.id} /> },
  { value: 'calls', label: 'Call logs', needs: 'account_call_logs.read', panel: ({ account }) => <LocalResourceList resource={callLogs(account.id)} expected={4} /> },
  { value: 'fields', label: 'Custom fields', needs: 'custom_field_values.read', panel: ({ account }) => <CustomFieldsTab account={account.id} /> },
  { value: 'contracts', label: 'Contracts', needs: 'contracts.read', panel: ({ account }) => <ContractsTab account={account.id} /> },
  { value: 'taxes', label: 'Taxes', needs: 'account_tax_overrides.read', panel: ({ account }) => <LocalResourceList resource={taxOverrides(account.id)} expected={2} /> },
  { value: 'subaccounts', label: 'Sub accounts', panel: SubAccounts },
  { value: 'history', label: 'History', needs: 'audit_log.read', panel: ({ account }) => <Card><History filter={{ account_id: account.id }} /></Card> },
];
