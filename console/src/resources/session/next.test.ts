import { expect, it } from 'vitest';
import { insideConsole } from './next';

it.each([
  ['/accounts/5?page=2', '/accounts/5?page=2'],
  ['//example.com', '/'],
  ['/\\example.com', '/'],
  ['/\t/example.com', '/'],
  ['https://example.com', '/'],
  ['javascript:alert(1)', '/'],
  [undefined, '/'],
])('%s leads to %s', (next, expected) => expect(insideConsole(next)).toBe(expected));
