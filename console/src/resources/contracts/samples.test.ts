import { expect, it } from 'vitest';
import { withSamples } from './samples';

it('fills what it knows and names the rest', () => {
  expect(withSamples('<p>{{ account_name }}, {{next_bill_date}}, {{ }}</p>')).toBe('<p>Ada Example, [next bill date], {{ }}</p>');
});
