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
import { DataUsageTab } from '~/resources/datausage/DataUsageTab';
import { FilesTab } from '~/resources/files/FilesTab';
import { NotesTab } from '~/resources/notes/NotesTab';
import { PaymentMethodsTab } from '~/resources/paymentmethods/PaymentMethodsTab';
import { ScheduledEventsTab } from '~/resources/scheduledevents/ScheduledEventsTab';
import { taxOverrides } from '~/resources/taxes/taxOverrides';
import { TasksTab } from '~/resources/tasks/TasksTab';
import { CallRecordsTab } from '~/resources/voice/CallRecordsTab';
import { NumbersTab } from '~/resources/voice/NumbersTab';
import { Card } from '~/ui/Page';
import { Overview } from './Overview';
import { SubAccounts } from './SubAccounts';

interface TabEntry {
  value: string;
  label: string;
  needs?: string;
  panel: ComponentType<{ account: Account }>;
}

interface TabGroup {
  label: string;
  tabs: TabEntry[];
}

const alone = (tab: TabEntry): TabGroup => ({ label: tab.label, tabs: [tab] });

/** The tabs of the account page in groups, in order. The first one of a group that the user may see opens with it. */
export const GROUPS: TabGroup[] = [
  alone({ value: 'overview', label: 'Overview', panel: Overview }),
  {
    label: 'Services',
    tabs: [
      { value: 'services', label: 'Services and packages', needs: 'account_services.read', panel: ServicesTab },
      { value: 'scheduled', label: 'Scheduled events', needs: 'scheduled_events.read', panel: ScheduledEventsTab },
      { value: 'data-usage', label: 'Data usage', needs: 'account_data_usage.read', panel: DataUsageTab },
    ],
  },
  {
    label: 'Billing',
    tabs: [
      { value: 'invoices', label: 'Invoices', needs: 'invoices.read', panel: InvoicesTab },
      { value: 'transactions', label: 'Transactions', needs: 'debits.read', panel: TransactionsTab },
      { value: 'payment-methods', label: 'Payment methods', needs: 'payment_methods.read', panel: PaymentMethodsTab },
      { value: 'taxes', label: 'Taxes', needs: 'account_tax_overrides.read', panel: ({ account }) => <LocalResourceList resource={taxOverrides(account.id)} expected={2} /> },
      { value: 'billing', label: 'Terms and balances', needs: 'account_billing.read', panel: BillingTab },
    ],
  },
  {
    label: 'Voice',
    tabs: [
      { value: 'call-records', label: 'Call records', needs: 'account_call_records.read', panel: CallRecordsTab },
      { value: 'numbers', label: 'Telephone numbers', needs: 'account_dids.read', panel: NumbersTab },
    ],
  },
  {
    label: 'Contacts',
    tabs: [
      { value: 'contacts', label: 'People', needs: 'account_contacts.read', panel: ({ account }) => <LocalResourceList resource={contacts(account.id)} expected={3} /> },
      { value: 'addresses', label: 'Addresses', needs: 'account_addresses.read', panel: ({ account }) => <LocalResourceList resource={addresses(account.id)} expected={2} /> },
      { value: 'calls', label: 'Call logs', needs: 'account_call_logs.read', panel: ({ account }) => <LocalResourceList resource={callLogs(account.id)} expected={4} /> },
    ],
  },
  alone({ value: 'notes', label: 'Notes', needs: 'notes.read', panel: ({ account }) => <NotesTab account={account.id} /> }),
  alone({ value: 'tasks', label: 'Tasks', needs: 'tasks.read', panel: ({ account }) => <TasksTab account={account.id} /> }),
  {
    label: 'Documents',
    tabs: [
      { value: 'files', label: 'Files', needs: 'files.read', panel: ({ account }) => <FilesTab account={account.id} /> },
      { value: 'contracts', label: 'Contracts', needs: 'contracts.read', panel: ({ account }) => <ContractsTab account={account.id} /> },
    ],
  },
  {
    label: 'Details',
    tabs: [
      { value: 'fields', label: 'Custom fields', needs: 'custom_field_values.read', panel: ({ account }) => <CustomFieldsTab account={account.id} /> },
      { value: 'subaccounts', label: 'Sub accounts', panel: SubAccounts },
    ],
  },
  alone({ value: 'history', label: 'History', needs: 'audit_log.read', panel: ({ account }) => <Card><History filter={{ account_id: account.id }} /></Card> }),
];
