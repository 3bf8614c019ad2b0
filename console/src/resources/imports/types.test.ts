import { expect, it } from 'vitest';
import { counted, knownType, within } from './types';

it.each([
  [0, 'Accounts', '0 accounts'], [1, 'Accounts', '1 account'], [1200, 'Services', '1,200 services'], [1, 'DIDs', '1 DID'], [2, 'CDRs', '2 CDRs'], [1, 'Voice provider rates', '1 voice provider rate'],
])('%d of %s is %s', (count, label, words) => expect(counted(count, label)).toBe(words));

it('keeps abbreviations within a sentence', () => expect(within('Voice DIDs')).toBe('voice DIDs'));

it('shows types that it does not know', () => expect(knownType('radios').about).toBe('Rows of a file'));
