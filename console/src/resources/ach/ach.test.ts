import { describe, expect, it } from 'vitest';
import { mayPayLater, returnCode } from './ach';

describe('the code of a return', () => {
  it.each([
    ['R01 Insufficient funds', 'R01'],
    ['r31', 'R31'],
    ['  R02  ', 'R02'],
    ['', ''],
  ])('%s is %s', (text, code) => expect(returnCode(text)).toBe(code));

  it.each([['R01', true], ['R09', true], ['R02', false], ['R31', false]])('%s may pay later: %s', (code, may) => expect(mayPayLater(code)).toBe(may));
});
