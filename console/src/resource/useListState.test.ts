import { expect, it } from 'vitest';
import { parseListState, toQuery } from './useListState';

it('drops what an address bar should not hold', () => {
  expect(parseListState({ page: '-4', limit: 9999999, sort: 7, q: '', filters: { a: '', b: 3 }, other: 1 })).toEqual({ filters: { b: '3' } });
});

it('speaks the query of the API', () => {
  expect(toQuery({ page: 3, q: 'lake', filters: { account_status_id: '2' } }, 'name')).toEqual({
    limit: 50, page: 3, sort: 'name', search: 'lake', 'filter[account_status_id]': '2',
  });
});
