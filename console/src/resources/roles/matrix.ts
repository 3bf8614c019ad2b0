import type { Permission } from '~/api/models';

export interface Row {
  resource: string;
  /** All of its permissions by their actions. */
  cells: Record<string, Permission>;
  /** Those of them that have no column, such as voiding. */
  more: Permission[];
}

export interface Matrix {
  actions: string[];
  rows: Row[];
  /** Permissions that stand alone, such as account super user. */
  single: Permission[];
}

const ORDER = ['read', 'create', 'update', 'delete'];

/** Permissions as a table of resources and actions; the resource `*` and one with only unusual actions stand alone. */
export function toMatrix(permissions: Permission[]): Matrix {
  const by = new Map<string, Record<string, Permission>>();
  for (const permission of permissions) by.set(permission.resource, { ...by.get(permission.resource), [permission.action]: permission });
  const rows: Matrix['rows'] = [];
  const single: Permission[] = [];
  for (const [resource, cells] of by) {
    const names = Object.keys(cells);
    const more = names.filter((name) => !ORDER.includes(name)).sort().map((name) => cells[name]!);
    if (resource !== '*' && more.length < names.length) rows.push({ resource, cells, more });
    else single.push(...Object.values(cells));
  }
  rows.sort((a, b) => a.resource.localeCompare(b.resource));
  return { actions: ORDER, rows, single };
}

/** Turns keys on or off; whoever may change something may also read it. */
export function toggle(held: string[], keys: string[], on: boolean, all: Permission[]): string[] {
  const next = new Set(held);
  for (const key of keys) {
    if (on) next.add(key);
    else next.delete(key);
    const permission = all.find((entry) => entry.key === key);
    const read = all.find((entry) => entry.resource === permission?.resource && entry.action === 'read');
    if (on && read) next.add(read.key);
    if (!on && permission?.action === 'read') for (const entry of all) if (entry.resource === permission.resource) next.delete(entry.key);
  }
  return [...next].sort();
}
