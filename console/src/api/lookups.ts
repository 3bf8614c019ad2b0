import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, type ApiPath } from './client';
import type { AccountStatus, AccountType, ApplicationSettings, CustomField, Named, Role, User } from './models';

/** Short lists that many screens need; kept for minutes and refreshed when a setting changes. */
const HELD_FOR = 5 * 60_000;

export function all<T>(path: ApiPath<'get'>, name: string) {
  return queryOptions({
    queryKey: [name, 'all'],
    queryFn: async () => (await api.list<T>(path, { limit: 1000 })).data,
    staleTime: HELD_FOR,
  });
}

function reference<T>(path: ApiPath<'get'>) {
  return queryOptions({ queryKey: ['reference', path], queryFn: () => api.get<T>(path), staleTime: Infinity });
}

export const statusesQuery = all<AccountStatus>('/system/account_statuses', 'account_statuses');
export const typesQuery = all<AccountType>('/system/account_types', 'account_types');
export const groupsQuery = all<Named>('/system/account_groups', 'account_groups');
export const addressTypesQuery = all<Named>('/system/address_types', 'address_types');
export const customFieldsQuery = all<CustomField>('/system/custom_fields', 'custom_fields');
export const usersQuery = all<User>('/users', 'users');
export const rolesQuery = all<Role>('/roles', 'roles');
export const taskTemplatesQuery = all<Named>('/system/misc/task_templates', 'task_templates');

export const applicationQuery = queryOptions({
  queryKey: ['application'],
  queryFn: () => api.get<ApplicationSettings>('/system/application'),
  staleTime: HELD_FOR,
});

export const countriesQuery = reference<Record<string, string>>('/_data/countries');
export const timezonesQuery = reference<Record<string, string>>('/_data/timezones');
export const localesQuery = reference<Record<string, string>>('/_data/locales');
export const emailCategoriesQuery = reference<Named[]>('/_data/email_categories');
export const subdivisionsQuery = (country: string) => ({
  ...reference<Record<string, string>>(`/_data/subdivisions/${encodeURIComponent(country)}`),
  enabled: !!country,
});
export const countiesQuery = (state: string) => ({
  ...reference<string[]>(`/_data/counties/${encodeURIComponent(state)}`),
  enabled: !!state,
});

export interface Option {
  value: string;
  label: string;
}

/** Rows as choices of a select. */
export const toOptions = (rows: Named[] | undefined): Option[] => (rows ?? []).map((row) => ({ value: String(row.id), label: row.name }));

/** A `{code: name}` map as choices of a select. */
export const mapOptions = (map: Record<string, string> | undefined): Option[] =>
  Object.entries(map ?? {}).map(([value, label]) => ({ value, label }));

export const useStatuses = () => useQuery(statusesQuery).data;
export const useTypes = () => useQuery(typesQuery).data;
export const useGroups = () => useQuery(groupsQuery).data;
export const useUsers = () => useQuery(usersQuery).data;
