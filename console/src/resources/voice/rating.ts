/**
 * What calls cost, as `engines/rating` reckons it; both are held to the same table of cases. Rates are the price of a minute
 * in billionths of the smallest currency unit (`nanos`), as whole numbers, so that no digit is lost.
 */

/** What decks match: a national number with its leading 1, another one without the 011 that it is dialled with. */
export interface Dialled {
  kind: 'national' | 'toll free' | 'international';
  digits: string;
}

const LONGEST = 18;
const SHORTEST_INTERNATIONAL = 7;
const TOLL_FREE = /^1(800|833|844|855|866|877|888)/;

const national = (ten: string): Dialled => ({ kind: TOLL_FREE.test(`1${ten}`) ? 'toll free' : 'national', digits: `1${ten}` });
const international = (digits: string): Dialled | null => (digits.length > LONGEST ? null : { kind: 'international', digits });

/** A telephone number however it is written; null for what is none. */
export function dialled(text: string): Dialled | null {
  const digits = text.replace(/\D/g, '');
  if (digits.length > LONGEST + 3) return null;
  if (digits.startsWith('011') && digits.length - 3 >= SHORTEST_INTERNATIONAL) return international(digits.slice(3));
  if (digits.length === 11 && digits.startsWith('1')) return national(digits.slice(1));
  if (text.trimStart().startsWith('+') && digits.length >= SHORTEST_INTERNATIONAL) return international(digits);
  if (digits.length === 10) return national(digits);
  return digits.length > 10 ? international(digits) : null;
}

/** The beginnings of a number, the longest first. */
export const prefixesOf = (digits: string): string[] => Array.from({ length: digits.length }, (_, index) => digits.slice(0, digits.length - index));

/** A decimal with up to nine places that count as nanos. */
export function nanos(decimal: string | number): bigint {
  const [whole = '0', part = ''] = String(decimal).split('.');
  return BigInt(whole || '0') * NANOS + BigInt(part.slice(0, 9).padEnd(9, '0'));
}
const NANOS = 1_000_000_000n;

/** A price in units of the currency, as services have it, as nanos of the smallest unit. */
export const nanosOfPrice = (price: string | number): bigint => nanos(typeof price === 'number' ? price.toFixed(6) : price) * 100n;

/** Nanos as units of the currency, with the decimals that they need. */
export function priceText(rate: bigint): string {
  const digits = rate.toString().padStart(12, '0');
  return `${digits.slice(0, -11)}.${digits.slice(-11)}`.replace(/0+$/, '').replace(/\.$/, '');
}

/** What seconds at rates cost together, in cents: exact, and rounded once, half up. */
export function costInCents(parts: { nanos: bigint; seconds: number | bigint }[]): number {
  const sum = parts.reduce((all, part) => all + part.nanos * BigInt(part.seconds), 0n);
  return Number((sum * 2n + 60n * NANOS) / (120n * NANOS));
}

/** What a call is charged for: the first interval at least, then whole steps. */
export function billedSeconds(duration_in_seconds: number, first_in_seconds: number, sub_in_seconds: number): number {
  if (duration_in_seconds === 0) return 0;
  const step = Math.max(sub_in_seconds, 1);
  return first_in_seconds + Math.ceil(Math.max(duration_in_seconds - first_in_seconds, 0) / step) * step;
}

export interface Match {
  prefix: string;
  name: string;
  nanos: bigint;
}

/** What a voice service says of calls. */
export interface Terms {
  local_prefixes: string[];
  first_interval_in_seconds: number;
  sub_interval_in_seconds: number;
  local_nanos: bigint;
  long_distance_nanos: bigint;
}

export interface Quote {
  class: 'local' | 'long_distance' | 'international' | 'toll_free';
  billed_seconds: number;
  nanos: bigint;
  matched: Match | null;
}

/** What a call of a customer would be rated as; `found` is what the deck has for the number. Null: nothing has a rate for it. */
export function quote(to: Dialled, duration_in_seconds: number, terms: Terms, found: Match | null): Quote | null {
  const billed_seconds = billedSeconds(duration_in_seconds, terms.first_interval_in_seconds, terms.sub_interval_in_seconds);
  if (to.kind === 'international') return found && { class: 'international', billed_seconds, nanos: found.nanos, matched: found };
  const local = terms.local_prefixes.filter((prefix) => to.digits.startsWith(prefix) || to.digits.slice(1).startsWith(prefix)).sort((a, b) => b.length - a.length)[0];
  if (local !== undefined) return { class: 'local', billed_seconds, nanos: terms.local_nanos, matched: { prefix: local, name: 'LOCAL', nanos: terms.local_nanos } };
  if (to.kind === 'toll free') return { class: 'toll_free', billed_seconds, nanos: found?.nanos ?? 0n, matched: found };
  return { class: 'long_distance', billed_seconds, nanos: terms.long_distance_nanos, matched: found };
}
