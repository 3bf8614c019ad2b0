import type { RateDeck } from '~/api/voice';

/** The deck that calls are rated by. */
export const activeOf = (decks: RateDeck[]): RateDeck | undefined => decks.find((deck) => deck.state === 'active');

/** What a deck is compared with at first: the active one, and the active one with the one before or after it. */
export function counterpart(deck: RateDeck, decks: RateDeck[]): RateDeck | undefined {
  const active = activeOf(decks);
  if (active && active.id !== deck.id) return active;
  return decks.filter((one) => one.id !== deck.id).sort((a, b) => b.id - a.id)[0];
}

/** `Coming` is a waiting deck with a date. */
export function stateOf(deck: RateDeck): { name: string; color: string } {
  if (deck.state === 'active') return { name: 'Active', color: '#2f9e6e' };
  if (deck.state === 'replaced') return { name: 'Replaced', color: '#8a9499' };
  return deck.activate_at ? { name: 'Coming', color: '#3b82c4' } : { name: 'Waiting', color: '#c2a32c' };
}

/** When a deck is, was or will be in force. */
export function inForce(deck: RateDeck, instant: (at: string | null) => string): string {
  if (deck.state === 'active') return `since ${instant(deck.activated_at)}`;
  if (deck.state === 'waiting') return deck.activate_at ? `from ${instant(deck.activate_at)}` : 'when you activate it';
  return deck.activated_at ? `${instant(deck.activated_at)} to ${instant(deck.replaced_at)}` : '';
}

/** Active first, then those that come in the order of their dates, then the past from the newest. */
export function inOrder(decks: RateDeck[]): RateDeck[] {
  const rank = (deck: RateDeck) => (deck.state === 'active' ? 0 : deck.state === 'waiting' ? 1 : 2);
  return [...decks].sort((a, b) => rank(a) - rank(b) || (a.state === 'waiting' ? (a.activate_at ?? '9').localeCompare(b.activate_at ?? '9') : 0) || b.id - a.id);
}
