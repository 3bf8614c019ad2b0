import type { ReactNode } from 'react';
import type { ApiPath } from '~/api/client';
import type { Option } from '~/api/lookups';
import type { Column } from '~/ui/DataTable';

export type Values = Record<string, unknown>;

export interface FieldProps {
  value: unknown;
  values: Values;
  error: string | undefined;
  label: string;
  onChange: (value: unknown) => void;
  /** Sets other fields of the same form. */
  patch: (values: Values) => void;
}

export interface Field {
  name: string;
  /** What the server calls it, where that is something else. */
  serverNames?: string[];
  label: string;
  kind?: 'text' | 'textarea' | 'number' | 'amount' | 'email' | 'password' | 'select' | 'multiselect' | 'switch' | 'color' | 'date' | 'list';
  required?: boolean;
  hint?: string;
  /** Choices that are known. */
  options?: Option[];
  /** Choices that are read; a hook, called on every render. */
  useOptions?: () => Option[] | undefined;
  /** A select whose value is an id is sent as a number unless this says otherwise. */
  asText?: boolean;
  /** What a number counts, such as `days`. An amount without one is in the operator's currency. */
  unit?: string | ((values: Values) => string | undefined);
  /** The decimals of an amount: 2 when left out, up to 6 for rates. */
  places?: number;
  /** Shown only when this holds. */
  when?: (values: Values, isNew: boolean) => boolean;
  /** An input of its own. */
  input?: (props: FieldProps) => ReactNode;
  /** Half of the width of the form. */
  half?: boolean;
  /** The heading above this field and those that follow. */
  section?: string;
}

export interface Filter {
  column: string;
  label: string;
  options?: Option[];
  useOptions?: () => Option[] | undefined;
}

/**
 * A plain resource, declared once: from it come the list with search, sort, filters, pages and CSV, the drawer
 * to create and change a row, the question before deleting, and the row's history.
 */
export interface Resource<Row extends { id: number }> {
  /** Cache key and the name in the audit log. */
  entity: string;
  path: ApiPath<'get'> & ApiPath<'post'>;
  title: string;
  singular: string;
  description?: string;
  /** `x` stands for `x.read`, `x.create`, `x.update`, `x.delete`. */
  permission: string;
  columns: Column<Row>[];
  fields: Field[];
  /** The form of a new row. */
  blank: Values;
  toForm?: (row: Row) => Values;
  toBody?: (values: Values, row: Row | null) => unknown;
  labelOf: (row: Row) => string;
  searchable?: boolean;
  filters?: Filter[];
  defaultSort?: string;
  /** Rows that must stay. */
  protectedRow?: (row: Row) => boolean;
  /** Rows that can only be looked at. */
  readOnlyRow?: (row: Row) => boolean;
  emptyHint?: string;
  /** The words on the create button, where "New ..." does not fit. */
  createLabel?: string;
  rowActions?: (row: Row) => ReactNode;
  /** Other cached lists that a change makes stale. */
  touches?: string[];
  /** Wider drawer for large forms. */
  drawerSize?: number | string;
  /** Shown below the form of an existing row. */
  extra?: (row: Row) => ReactNode;
}

/** Keeps the type of a definition while it is checked. */
export const defineResource = <Row extends { id: number }>(resource: Resource<Row>) => resource;

/** The address of one row. */
export const rowPath = (resource: { path: string }, id: number) => `${resource.path}/${id}` as ApiPath<'patch'> & ApiPath<'delete'>;
