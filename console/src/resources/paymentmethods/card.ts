/** What can be known of a card without asking anybody: the same rules as the server's, so that a typing mistake does not travel. */

export interface Brand {
  name: string;
  label: string;
  /** How many digits its numbers have. */
  lengths: number[];
  /** How many digits its security code has. */
  cvc_digits: number;
}

const brand = (name: string, label: string, lengths: number[], cvc_digits = 3): Brand => ({ name, label, lengths, cvc_digits });
const from16 = [16, 17, 18, 19];
const BRANDS: Record<string, Brand> = {
  amex: brand('amex', 'American Express', [15], 4),
  dankort: brand('dankort', 'Dankort', [16]),
  diners: brand('dinersclub', 'Diners Club', [14, 15, ...from16]),
  discover: brand('discover', 'Discover', from16),
  forbrugsforeningen: brand('forbrugsforeningen', 'Forbrugsforeningen', [16]),
  jcb: brand('jcb', 'JCB', from16),
  maestro: brand('maestro', 'Maestro', [12, 13, 14, 15, ...from16]),
  mastercard: brand('mastercard', 'Mastercard', [16]),
  unionpay: brand('unionpay', 'UnionPay', from16),
  visa: brand('visa', 'Visa', [13, 16, 19]),
  electron: brand('visaelectron', 'Visa Electron', [16]),
};

/** Every brand that a token can name. */
export const ALL_BRANDS = Object.values(BRANDS);

// The first line that fits wins, so exceptions stand before what they except.
const PREFIXES: [brand: string, ...ranges: ([number, number] | number)[]][] = [
  ['electron', 4026, 417500, 4508, 4844, 4913, 4917], ['visa', 4], ['dankort', 5019], ['forbrugsforeningen', 600722],
  ['mastercard', [51, 55], [2221, 2720]], ['amex', 34, 37], ['diners', [300, 305], 309, 36, [38, 39]],
  ['discover', 6011, [622126, 622925], [644, 649], 65], ['jcb', [3528, 3589]], ['unionpay', 62, 81],
  ['maestro', 5018, 5020, 5038, 5893, 6304, 6759, [6761, 6763]],
];

/** The brand by the first digits, once they say it. */
export function brandOf(digits: string): Brand | undefined {
  const fits = (range: [number, number] | number) => {
    const [from, to] = typeof range === 'number' ? [range, range] : range;
    const length = String(from).length;
    const prefix = Number(digits.slice(0, length));
    return digits.length >= length && prefix >= from && prefix <= to;
  };
  const found = PREFIXES.find(([, ...ranges]) => ranges.some(fits));
  return found && BRANDS[found[0]];
}

/** Whether the last digit checks the others (ISO/IEC 7812-1). */
export function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((all, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return all + (value > 9 ? value - 9 : value);
  }, 0);
  return digits.length > 0 && sum % 10 === 0;
}

/** What is wrong with a number that was typed to its end. */
export function numberProblem(digits: string): string | undefined {
  if (!digits) return 'The card number is required.';
  const known = brandOf(digits);
  const lengths = known?.lengths ?? [12, 13, 14, 15, ...from16];
  if (digits.length < lengths[0]!) return 'Digits are missing.';
  if (!lengths.includes(digits.length)) return `A ${known?.label ?? 'card'} number does not have ${digits.length} digits.`;
  return known?.name === 'unionpay' || luhn(digits) ? undefined : 'One of the digits is wrong.';
}

/** Four by four, or as American Express prints it. */
export function writeNumber(digits: string): string {
  const groups = brandOf(digits)?.name === 'amex' ? [4, 6, 5] : [4, 4, 4, 4, 3];
  let at = 0;
  return groups.map((size) => digits.slice(at, (at += size))).filter(Boolean).join(' ');
}

/** `0827` as `08 / 27`. */
export const writeExpiration = (digits: string): string => (digits.length > 2 ? `${digits.slice(0, 2)} / ${digits.slice(2)}` : digits);

/** Digits as they are typed: `8` can only be August, and `082027` was copied with its whole year. */
export function expirationDigits(typed: string): string {
  const padded = /^[2-9]/.test(typed) ? `0${typed}` : typed;
  return padded.length >= 6 ? padded.slice(0, 2) + padded.slice(4, 6) : padded.slice(0, 4);
}

export interface Expiration {
  expiration_month: number;
  expiration_year: number;
}

/** The last month of a card. */
export const readExpiration = (digits: string): Expiration => ({ expiration_month: Number(digits.slice(0, 2)), expiration_year: 2000 + Number(digits.slice(2, 4)) });

const monthsOf = (last: Expiration) => last.expiration_year * 12 + last.expiration_month;
const monthsAt = (today: string) => Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7));

/** Months that a card is good for after this one: 0 in its last month, below zero once it has expired. `today` is `YYYY-MM-DD`. */
export const monthsLeft = (last: Expiration, today: string): number => monthsOf(last) - monthsAt(today);

/** What is wrong with an expiration that was typed to its end. */
export function expirationProblem(digits: string, today: string): string | undefined {
  if (digits.length < 4) return digits ? 'Month and year, such as 08 / 27.' : 'The expiration is required.';
  const last = readExpiration(digits);
  if (last.expiration_month < 1 || last.expiration_month > 12) return 'There is no such month.';
  return monthsLeft(last, today) < 0 ? 'The card has expired.' : undefined;
}

/** What is wrong with a security code; cards can be stored without one. */
export function cvcProblem(cvc: string, number: string): string | undefined {
  const digits = brandOf(number)?.cvc_digits;
  const fits = digits ? cvc.length === digits : cvc.length === 3 || cvc.length === 4;
  return !cvc || fits ? undefined : `It has ${digits ?? '3 or 4'} digits.`;
}

/** What is wrong with a routing number: nine digits of which the last checks the others (weights 3, 7, 1). */
export function routingProblem(digits: string): string | undefined {
  if (!digits) return 'The routing number is required.';
  if (digits.length !== 9) return 'It has nine digits.';
  const sum = [...digits].reduce((all, digit, place) => all + Number(digit) * [3, 7, 1][place % 3]!, 0);
  return sum % 10 === 0 ? undefined : 'One of the digits is wrong.';
}
