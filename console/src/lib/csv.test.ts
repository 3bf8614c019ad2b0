import { expect, it } from 'vitest';
import { cell, line } from './csv';

it.each([
  ['UNITED KINGDOM', 'UNITED KINGDOM'],
  ['KOREA, SOUTH', '"KOREA, SOUTH"'],
  ['the "other" one', '"the ""other"" one"'],
  ['=1+1', "'=1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['-cmd', "'-cmd"],
  ['\t=1', "'\t=1"],
  ['+442079460123', '+442079460123'],
  ['-12.50', '-12.50'],
  [-3, '-3'],
  [null, ''],
] as const)('writes %j as %j', (value, text) => expect(cell(value)).toBe(text));

it('ends a line as RFC 4180 says', () => expect(line(['a', 1, null])).toBe('a,1,\r\n'));
