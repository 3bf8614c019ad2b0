import { expect, it } from 'vitest';
import type { RateDeck } from '~/api/voice';
import { counterpart, inForce, inOrder, stateOf } from './decks';

const deck = (id: number, state: RateDeck['state'], more: Partial<RateDeck> = {}): RateDeck => ({
  id, voice_provider_id: 1, state, percentage_increase: 0, minimum_rate: 0, rates: 1, skipped: 0, activate_at: null, activated_at: null, replaced_at: null, created_at: '', ...more,
});

it('shows the active deck, then what comes, then the past', () => {
  const decks = [deck(1, 'replaced'), deck(2, 'replaced'), deck(3, 'active'), deck(4, 'waiting', { activate_at: '2027-01-01 00:00:00' }), deck(5, 'waiting', { activate_at: '2026-12-01 00:00:00' }), deck(6, 'waiting')];
  expect(inOrder(decks).map(({ id }) => id)).toEqual([3, 5, 4, 6, 2, 1]);
});

it.each([
  [4, 3],
  [3, 5],
  [1, 3],
])('compares deck %i with %i', (id, other) => {
  const decks = [deck(1, 'replaced'), deck(3, 'active'), deck(4, 'waiting'), deck(5, 'waiting')];
  expect(counterpart(decks.find((one) => one.id === id)!, decks)?.id).toBe(other);
});

it('has nothing to compare an only deck with', () => expect(counterpart(deck(1, 'active'), [deck(1, 'active')])).toBeUndefined());

it.each([
  [deck(1, 'active', { activated_at: 'A' }), 'Active', 'since A'],
  [deck(1, 'waiting', { activate_at: 'A' }), 'Coming', 'from A'],
  [deck(1, 'waiting'), 'Waiting', 'when you activate it'],
  [deck(1, 'replaced', { activated_at: 'A', replaced_at: 'B' }), 'Replaced', 'A to B'],
])('%o is %s %s', (one, name, words) => {
  expect(stateOf(one).name).toBe(name);
  expect(inForce(one, (at) => at ?? '')).toBe(words);
});
