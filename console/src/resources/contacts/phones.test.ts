import { expect, it } from 'vitest';
import { asNumbers, phoneBody } from './PhoneNumbers';

it('sends only what was filled in, a blank extension as nothing', () => {
  expect(phoneBody({ work: { number: '+1 555 0100', extension: '' }, home: { number: '', extension: '3' }, fax: null })).toEqual({
    work: { number: '+1 555 0100', extension: null },
  });
});

it('reads the empty list that stands for no numbers', () => expect(asNumbers([])).toEqual({}));
