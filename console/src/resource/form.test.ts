import { expect, it } from 'vitest';
import { ApiError } from '~/api/client';
import { splitErrors } from './form';

it('gives each field its text, nested paths to their owner, and the rest to the form', () => {
  const error = new ApiError(422, '', { name: 'Name is required.', 'phone_numbers.work.number': 'Not a number.', hidden: 'Locked.' });
  expect(splitErrors(error, ['name', 'phone_numbers'])).toEqual({
    errors: { name: 'Name is required.', phone_numbers: 'Not a number.' },
    rest: 'Locked.',
  });
});

it('shows a plain message above the form', () => {
  expect(splitErrors(new ApiError(403, 'Not allowed.'), ['name'])).toEqual({ errors: {}, rest: 'Not allowed.' });
});
