import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { queryClient } from './api/query';
import { applicationQuery, statusesQuery } from './api/lookups';
import { sessionQuery } from './api/session';
import { Crash, NotFound } from './app/Fallbacks';
import { Shell } from './app/Shell';

/** The console's table of contents. Every screen is a chunk of its own. */

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Crash });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search: Record<string, unknown>): { next?: string } => (typeof search.next === 'string' ? { next: search.next } : {}),
  component: lazyRouteComponent(() => import('./resources/session/Login')),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (!session || session.user.must_reset || session.must_enrol_totp) throw redirect({ to: '/login', search: location.href === '/' ? {} : { next: location.href } });
    // Dates and status names are in every screen: they should not change their look after the first paint.
    await Promise.allSettled([queryClient.ensureQueryData(applicationQuery), queryClient.ensureQueryData(statusesQuery)]);
  },
  component: Shell,
});

type Screen = Parameters<typeof lazyRouteComponent>[0];
const screen = <P extends string>(path: P, load: Screen) =>
  createRoute({ getParentRoute: () => shell, path, component: lazyRouteComponent(load) });

const routeTree = root.addChildren([
  login,
  shell.addChildren([
    screen('/', () => import('./resources/home/Home')),
    screen('/accounts', () => import('./resources/accounts/AccountsPage')),
    screen('/accounts/new', () => import('./resources/accounts/NewAccountPage')),
    screen('/accounts/$id', () => import('./resources/accounts/AccountPage')),
    screen('/accounts/$id/invoices/$invoice', () => import('./resources/accountbilling/InvoicePage')),
    screen('/accounts/$id/$tab', () => import('./resources/accounts/AccountPage')),
    screen('/billing-runs', () => import('./resources/billingruns/BillingRunsPage')),
    screen('/deposit-slips', () => import('./resources/depositslips/DepositSlipsPage')),
    screen('/transaction-batches', () => import('./resources/transactionbatches/TransactionBatchesPage')),
    screen('/print-batches', () => import('./resources/printbatches/PrintBatchesPage')),
    screen('/ach-batches', () => import('./resources/ach/AchBatchesPage')),
    screen('/journal', () => import('./resources/journal/JournalPage')),
    screen('/services', () => import('./resources/services/ServicesPage')),
    screen('/services/$id', () => import('./resources/services/ServicePage')),
    screen('/packages', () => import('./resources/packages/Packages')),
    screen('/taxes', () => import('./resources/taxes/TaxesPage')),
    screen('/taxes/$id', () => import('./resources/taxes/TaxPage')),
    screen('/ledger-codes', () => import('./resources/ledgercodes/LedgerCodes')),
    screen('/usage-policies', () => import('./resources/usagepolicies/PoliciesPage')),
    screen('/usage-policies/$id', () => import('./resources/usagepolicies/PolicyPage')),
    screen('/invoice-messages', () => import('./resources/invoices/InvoiceMessages')),
    screen('/numbers', () => import('./resources/voice/DidsPage')),
    screen('/rate-centers', () => import('./resources/voice/rateCenters')),
    screen('/voice-providers', () => import('./resources/voice/ProvidersPage')),
    screen('/voice-providers/$id', () => import('./resources/voice/ProviderPage')),
    screen('/voice-providers/$id/decks/$deck', () => import('./resources/voice/DeckPage')),
    screen('/voice-providers/$id/decks/$deck/compare/$other', () => import('./resources/voice/ComparePage')),
    screen('/waiting-calls', () => import('./resources/voice/WaitingCallsPage')),
    screen('/settings/account-groups', () => import('./resources/settings/AccountGroups')),
    screen('/settings/account-statuses', () => import('./resources/settings/AccountStatuses')),
    screen('/settings/account-types', () => import('./resources/settings/AccountTypes')),
    screen('/settings/address-types', () => import('./resources/settings/AddressTypes')),
    screen('/settings/custom-fields', () => import('./resources/customfields/CustomFields')),
    screen('/settings/task-templates', () => import('./resources/tasks/TaskTemplates')),
    screen('/settings/contract-templates', () => import('./resources/contracts/ContractTemplates')),
    screen('/settings/application', () => import('./resources/settings/Application')),
    screen('/settings/company', () => import('./resources/settings/Company')),
    screen('/settings/billing', () => import('./resources/settings/Billing')),
    screen('/settings/invoices', () => import('./resources/invoicing/Invoicing')),
    screen('/settings/customer-mail', () => import('./resources/mailing/Mailing')),
    screen('/settings/payment-processor', () => import('./resources/settings/PaymentProcessor')),
    screen('/settings/ach', () => import('./resources/ach/AchSettings')),
    screen('/settings/security', () => import('./resources/settings/Security')),
    screen('/settings/mail', () => import('./resources/settings/Mail')),
    screen('/settings/geocoder', () => import('./resources/settings/Geocoder')),
    screen('/imports', () => import('./resources/imports/ImportsPage')),
    screen('/imports/$id', () => import('./resources/imports/ImportPage')),
    screen('/users', () => import('./resources/users/Users')),
    screen('/roles', () => import('./resources/roles/Roles')),
    screen('/jobs', () => import('./resources/jobs/JobsPage')),
    screen('/audit', () => import('./resources/audit/AuditPage')),
    screen('/profile', () => import('./resources/session/ProfilePage')),
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultErrorComponent: Crash,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
