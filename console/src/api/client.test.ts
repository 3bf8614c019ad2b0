import { describe, expect, it } from 'vitest';
import { readError, url } from './client';

describe('readError', () => {
  it('keeps a message for each field', () => {
    const error = readError(422, { error: { message: { name: 'The name field is required.' }, status_code: 422 } }, 'r-1');
    expect(error.fields).toEqual({ name: 'The name field is required.' });
    expect(error.requestId).toBe('r-1');
    expect(error.transient).toBe(false);
  });

  it('takes a plain message', () => {
    const error = readError(401, { error: { message: 'Not signed in.', status_code: 401 } }, null);
    expect([error.message, error.fields]).toEqual(['Not signed in.', {}]);
  });

  it('survives an answer that is not JSON', () => {
    const error = readError(502, null, null);
    expect([error.message, error.transient]).toEqual(['The server answered with status 502.', true]);
  });
});

describe('url', () => {
  it('leaves empty values out and escapes the rest', () => {
    expect(url('/accounts', { search: 'a&b', page: 2, sort: '', 'filter[x]': undefined })).toBe('/api/v1/accounts?search=a%26b&page=2');
  });
});
