import {
  IconAddressBook, IconBook2, IconBuilding, IconBuildingBank, IconBuildingBridge, IconBuildingBroadcastTower, IconCalendarDollar, IconCalendarRepeat, IconChartAreaLine, IconChecklist, IconClipboardText, IconClockPlay, IconCreditCard, IconFileInvoice, IconFileText,
  IconForms, IconGauge, IconHistory, IconKey, IconListDetails, IconMail, IconMailOpened, IconMap2, IconMapPin, IconMapSearch, IconMessageDots, IconPackages, IconPalette, IconPhone, IconPhoneX, IconPrinter, IconReceiptTax,
  IconShieldLock, IconSitemap, IconStack2, IconTableImport, IconTag, IconTags, IconTransfer, IconUserCircle, IconUsers, IconWorld, type Icon,
} from '@tabler/icons-react';

export interface Place {
  to: string;
  label: string;
  icon: Icon;
  /** The permission that opens it; everybody when left out. */
  needs?: string;
  /** Other words to find it by. */
  words?: string;
}

export interface Section {
  title: string | null;
  places: Place[];
}

/** Every screen, in the order of the side bar; the command palette lists the same. */
export const SECTIONS: Section[] = [
  {
    title: null,
    places: [
      { to: '/', label: 'Dashboard', icon: IconGauge, words: 'home kpi' },
      { to: '/accounts', label: 'Accounts', icon: IconAddressBook, needs: 'accounts.read', words: 'customers subscribers' },
    ],
  },
  {
    title: 'Billing',
    places: [
      { to: '/billing-runs', label: 'Billing runs', icon: IconCalendarRepeat, needs: 'billing_runs.read', words: 'bill invoices dry run' },
      { to: '/transaction-batches', label: 'Transaction batches', icon: IconStack2, needs: 'transaction_batches.read', words: 'charges credits many' },
      { to: '/deposit-slips', label: 'Deposit slips', icon: IconBuildingBank, needs: 'deposit_slips.read', words: 'cash checks bank' },
      { to: '/print-batches', label: 'Print batches', icon: IconPrinter, needs: 'print_batches.read', words: 'paper invoices pdf' },
      { to: '/ach-batches', label: 'ACH batches', icon: IconTransfer, needs: 'ach_batches.read', words: 'nacha bank debit direct returns' },
      { to: '/journal', label: 'Journal', icon: IconListDetails, needs: 'journal.read', words: 'ledger export bookkeeping accounting double entry csv' },
    ],
  },
  {
    title: 'Catalogue',
    places: [
      { to: '/services', label: 'Services', icon: IconTag, needs: 'services.read', words: 'plans prices products catalog' },
      { to: '/packages', label: 'Packages', icon: IconPackages, needs: 'packages.read', words: 'bundles catalog' },
      { to: '/taxes', label: 'Taxes', icon: IconReceiptTax, needs: 'taxes.read', words: 'geotaxes vat sales catalog' },
      { to: '/ledger-codes', label: 'General ledger codes', icon: IconBook2, needs: 'general_ledger_codes.read', words: 'bookkeeping catalog' },
      { to: '/usage-policies', label: 'Usage policies', icon: IconChartAreaLine, needs: 'usage_based_billing_policies.read', words: 'caps data overage free periods catalog' },
      { to: '/invoice-messages', label: 'Invoice messages', icon: IconMessageDots, needs: 'invoice_messages.read', words: 'catalog' },
    ],
  },
  {
    title: 'Voice',
    places: [
      { to: '/numbers', label: 'Telephone numbers', icon: IconPhone, needs: 'dids.read', words: 'dids did assign voip' },
      { to: '/voice-providers', label: 'Voice providers', icon: IconBuildingBroadcastTower, needs: 'voice_providers.read', words: 'carriers rates decks prefixes voip' },
      { to: '/waiting-calls', label: 'Calls without a bill', icon: IconPhoneX, needs: 'cdrs.read', words: 'cdr unmatched unrated waiting call records' },
      { to: '/rate-centers', label: 'Rate centers', icon: IconMap2, needs: 'rate_centers.read', words: 'dids towns' },
    ],
  },
  {
    title: 'Customer settings',
    places: [
      { to: '/settings/account-groups', label: 'Account groups', icon: IconSitemap, needs: 'account_groups.read' },
      { to: '/settings/account-statuses', label: 'Account statuses', icon: IconPalette, needs: 'account_statuses.read', words: 'colour' },
      { to: '/settings/account-types', label: 'Account types', icon: IconTags, needs: 'account_types.read' },
      { to: '/settings/address-types', label: 'Address types', icon: IconMapPin, needs: 'address_types.read' },
      { to: '/settings/custom-fields', label: 'Custom fields', icon: IconForms, needs: 'custom_fields.read' },
      { to: '/settings/task-templates', label: 'Task templates', icon: IconChecklist, needs: 'task_templates.read' },
      { to: '/settings/contract-templates', label: 'Contract templates', icon: IconFileText, needs: 'contract_templates.read' },
    ],
  },
  {
    title: 'System',
    places: [
      { to: '/settings/application', label: 'Application', icon: IconWorld, words: 'locale time zone currency' },
      { to: '/settings/company', label: 'Company', icon: IconBuilding, needs: 'settings.read' },
      { to: '/settings/billing', label: 'Billing', icon: IconCalendarDollar, needs: 'settings.read', words: 'bill day due grace delinquency proration accounting period' },
      { to: '/settings/invoices', label: 'Invoices', icon: IconFileInvoice, needs: 'settings.read', words: 'logo template paper pdf typst' },
      { to: '/settings/customer-mail', label: 'Mail to customers', icon: IconMailOpened, needs: 'settings.read', words: 'notices receipts reminders texts message templates' },
      { to: '/settings/payment-processor', label: 'Payment processor', icon: IconCreditCard, needs: 'settings.read', words: 'stripe sandbox cards' },
      { to: '/settings/ach', label: 'ACH', icon: IconBuildingBridge, needs: 'settings.read', words: 'nacha bank originator direct debit' },
      { to: '/settings/security', label: 'Security', icon: IconShieldLock, needs: 'settings.read', words: 'password networks allow list second factor' },
      { to: '/settings/mail', label: 'Mail', icon: IconMail, needs: 'settings.read', words: 'smtp' },
      { to: '/settings/geocoder', label: 'Geocoder', icon: IconMapSearch, needs: 'settings.read', words: 'address validation nominatim' },
      { to: '/imports', label: 'Data imports', icon: IconTableImport, needs: 'data_imports.read', words: 'csv excel upload file migrate' },
      { to: '/users', label: 'Users', icon: IconUsers, needs: 'users.read' },
      { to: '/roles', label: 'Roles', icon: IconKey, needs: 'roles.read', words: 'permissions' },
      { to: '/jobs', label: 'Background jobs', icon: IconClockPlay, needs: 'background_jobs.read', words: 'queue schedule dead letters' },
      { to: '/audit', label: 'Audit log', icon: IconHistory, needs: 'audit_log.read', words: 'history changes' },
    ],
  },
];

/** Places outside of the side bar. */
export const EXTRA: Place[] = [
  { to: '/accounts/new', label: 'Create account', icon: IconClipboardText, needs: 'accounts.create', words: 'new customer' },
  { to: '/profile', label: 'Your profile', icon: IconUserCircle, words: 'password tokens second factor' },
];
