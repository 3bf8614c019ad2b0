import { describe, expect, it } from 'vitest';
import type { ImportColumn, ImportField, ImportRow, ImportType } from '~/api/imports';
import { fieldColumns, mappingOf, missing, positionOf, problems, withCell } from './columns';
import { pagesOf } from './grid/useRows';

const field = (name: string, label: string, required = false): ImportField => ({ name, label, required, kind: 'text', description: '', example: '', aliases: [] });
const column = (letter: string, header: string, held: string | null): ImportColumn => ({ letter, header, samples: [], field: held, matched_by: held && 'name' });
const type: ImportType = { name: 'accounts', label: 'Accounts', options: [], fields: [field('name', 'Account name', true), field('zip', 'ZIP'), field('city', 'City', true)] };
const columns = [column('A', 'Customer', 'name'), column('B', 'Internal', null), column('C', 'ZIP', 'zip')];
const row: ImportRow = { number: 4, cells: ['Ada', 'x'], role: 'data', errors: { zip: 'The zip field is required.', extra: 'Odd.' }, is_duplicate: false, left_out: false };

describe('matching', () => {
  it('knows what is still missing', () => {
    expect(missing(mappingOf(columns), type.fields).map(({ name }) => name)).toEqual(['city']);
    expect(missing({ A: 'name', B: 'city' }, type.fields)).toEqual([]);
  });
});

describe('the review', () => {
  const shown = fieldColumns({ columns }, type);
  it('shows what is imported under the names of the fields', () => {
    expect(shown.map(({ title, subtitle }) => [title, subtitle])).toEqual([['Account name *', 'A · Customer'], ['ZIP', 'C']]);
  });
  it('finds cells in their place and takes missing ones for empty', () => expect(shown.map(({ text }) => text(row))).toEqual(['Ada', '']));
  it('marks the cell that is wrong', () => expect(shown.map(({ problem }) => problem?.(row))).toEqual([undefined, 'The zip field is required.']));
  it('says what is wrong in words', () => expect(problems(row, type)).toEqual(['ZIP: The zip field is required.', 'extra: Odd.']));
  it('changes a cell beyond the end of a row', () => expect(withCell(row, 3, 'WI').cells).toEqual(['Ada', 'x', '', 'WI']));
});

it.each([['A', 0], ['Z', 25], ['AA', 26], ['BC', 54]])('column %s has the position %d', (letters, position) => expect(positionOf(letters)).toBe(position));

it.each([
  [0, 1, [1]], [0, 100, [1]], [95, 130, [1, 2]], [999_980, 1_000_000, [10_000]],
])('rows %d to %d are in the windows %j', (from, end, pages) => expect(pagesOf(from, end)).toEqual(pages));
