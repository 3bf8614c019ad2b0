import { describe, expect, it } from 'vitest';
import type { Permission } from '~/api/models';
import { toggle, toMatrix } from './matrix';

const permission = (resource: string, action: string): Permission => ({ key: `${resource}.${action}`, resource, action, description: '' });
const all = [permission('notes', 'update'), permission('notes', 'read'), permission('accounts', 'read'), permission('accounts', 'merge'), permission('super', 'user'), permission('*', 'read')];

describe('toMatrix', () => {
  it('sorts resources and tells the usual actions from others', () => {
    const matrix = toMatrix(all);
    expect(matrix.rows.map((row) => row.resource)).toEqual(['accounts', 'notes']);
    expect(matrix.actions).toEqual(['read', 'create', 'update', 'delete']);
    expect(matrix.rows.map((row) => row.more.map((entry) => entry.key))).toEqual([['accounts.merge'], []]);
    expect(matrix.single.map((entry) => entry.key)).toEqual(['super.user', '*.read']);
  });
});

describe('toggle', () => {
  it('adds reading to every other action', () => expect(toggle([], ['notes.update'], true, all)).toEqual(['notes.read', 'notes.update']));
  it('takes everything with reading', () => expect(toggle(['notes.read', 'notes.update', 'super.user'], ['notes.read'], false, all)).toEqual(['super.user']));
});
