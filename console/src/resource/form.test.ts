import { expect, it } from 'vitest';
import { ApiError } from '~/api/client';
import { refuse, splitErrors } from './form';

it('gives each field its text, nested paths to their owner, and the rest to the form', () => {
  const error = new ApiError(422, '', { name: 'Name is required.', 'phone_numbers.work.number': 'Not a number.', hidden: 'Locked.' });
  expect(splitErrors(error, [{ name: 'name' }, { name: 'phone_numbers' }])).toEqual({
    errors: { name: 'Name is required.', phone_numbers: 'Not a number.' },
    rest: 'Locked.',
  });
});

it('shows a plain message above the form', () => {
  expect(splitErrors(new ApiError(403, 'Not allowed.'), [{ name: 'name' }])).toEqual({ errors: {}, rest: 'Not allowed.' });
});

it('refuses by itself only what is wrong', () => {
  expect(() => refuse({ name: undefined })).not.toThrow();
  expect(() => refuse({ name: 'Too short.', city: undefined })).toThrow(expect.objectContaining({ fields: { name: 'Too short.' } }));
});

it('shows what the server calls otherwise where it was typed', () => {
  const error = new ApiError(422, '', { expiration_year: 'Expired.' });
  expect(splitErrors(error, [{ name: 'expiration', serverNames: ['expiration_month', 'expiration_year'] }])).toEqual({ errors: { expiration: 'Expired.' }, rest: null });
});
