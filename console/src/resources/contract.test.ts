import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Account } from '~/api/models';
import type { Resource } from '~/resource/types';
import { accounts } from './accounts/accounts';
import { addresses } from './addresses/addresses';
import { callLogs } from './calllogs/calllogs';
import { contacts } from './contacts/contacts';
import { contracts } from './contracts/ContractsTab';
import { templates as contractTemplates } from './contracts/ContractTemplates';
import { fields as customFields } from './customfields/CustomFields';
import { files } from './files/FilesTab';
import { notes } from './notes/notes';
import { packages } from './packages/Packages';
import { roles } from './roles/Roles';
import { services } from './services/services';
import { groups } from './settings/AccountGroups';
import { statuses } from './settings/AccountStatuses';
import { types as accountTypes } from './settings/AccountTypes';
import { types as addressTypes } from './settings/AddressTypes';
import { paymentMethods } from './paymentmethods/methods';
import { invoiceMessages } from './invoices/InvoiceMessages';
import { ledgerCodes } from './ledgercodes/LedgerCodes';
import { geotaxes } from './taxes/geotaxes';
import { scheduledEvents } from './scheduledevents/ScheduledEventsTab';
import { taxes } from './taxes/taxes';
import { taxOverrides } from './taxes/taxOverrides';
import { tasks } from './tasks/TasksTab';
import { templates as taskTemplates } from './tasks/TaskTemplates';
import { policies } from './usagepolicies/policies';
import { users } from './users/Users';
import { providers } from './voice/providers';
import { rateCenters } from './voice/rateCenters';

/** What the console declares must be what the server's OpenAPI says: paths, permissions, sort, filters and search. */

interface Operation {
  'x-permission'?: string;
  parameters?: { name: string; in: string; schema?: { enum?: string[] } }[];
}

const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as { paths: Record<string, Record<string, Operation>> };

const all = [
  accounts, addresses(1), callLogs(1), contacts(1), contracts(1, () => {}), files(1, () => {}), notes(1), tasks(1), groups, statuses, accountTypes,
  addressTypes, customFields, taskTemplates, contractTemplates, roles, users,
  services, packages, taxes, geotaxes({ id: 1, application: 'flat' }), ledgerCodes, policies, invoiceMessages, taxOverrides(1), paymentMethods(1), scheduledEvents({ id: 1 } as Account),
  rateCenters, providers,
] as unknown as Resource<{ id: number }>[];

// A parameter may stand for a word too (`/{entity}/{id}/files`), but a literal path is preferred.
function operation(path: string, method: string): Operation | undefined {
  const parts = path.split('/').filter(Boolean);
  const fits = Object.keys(paths).filter((candidate) => {
    const pattern = candidate.replace(/^\/api\/v1/, '').split('/').filter(Boolean);
    return pattern.length === parts.length && pattern.every((part, index) => part.startsWith('{') || part === parts[index]) && paths[candidate]?.[method];
  });
  fits.sort((a, b) => (a.match(/\{/g)?.length ?? 0) - (b.match(/\{/g)?.length ?? 0));
  return fits[0] ? paths[fits[0]]?.[method] : undefined;
}

describe('the console against the OpenAPI', () => {
  it.each(all.map((resource) => [resource.entity, resource] as const))('%s', (_, resource) => {
    const list = operation(resource.path, 'get');
    const one = `${resource.path}/1`;
    const names = list?.parameters?.filter((parameter) => parameter.in === 'query').map((parameter) => parameter.name) ?? [];
    const sorts = list?.parameters?.find((parameter) => parameter.name === 'sort')?.schema?.enum ?? [];
    expect({
      permissions: { read: list?.['x-permission'], create: operation(resource.path, 'post')?.['x-permission'], update: operation(one, 'patch')?.['x-permission'], delete: operation(one, 'delete')?.['x-permission'] },
      unsortable: resource.columns.filter((column) => column.sortable && !sorts.includes(column.key)).map((column) => column.key),
      unfilterable: (resource.filters ?? []).filter((filter) => !names.includes(`filter[${filter.column}]`)).map((filter) => filter.column),
      searchable: resource.searchable === false || names.includes('search'),
    }).toEqual({
      permissions: Object.fromEntries(['read', 'create', 'update', 'delete'].map((action) => [action, `${resource.permission}.${action}`])),
      unsortable: [],
      unfilterable: [],
      searchable: true,
    });
  });
});
