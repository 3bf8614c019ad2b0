import { formatPhone } from '~/lib/format';

/** A number of a call as people read it: `(414) 555-0100`, `+442079460123`; what is no number stays. */
export const numberText = (number: string): string => (/^011\d{7,}$/.test(number) ? `+${number.slice(3)}` : formatPhone(number));

/** As many numbers as are taken at once. */
export const MOST = 5000;

export interface ReadNumbers {
  /** Ten digits each, in their order, each once. */
  dids: string[];
  /** What is no number, as it was typed. */
  wrong: string[];
  /** How many came again. */
  repeated: number;
}

const tenDigits = (digits: string): string | null => (digits.length === 10 ? digits : digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : null);

/** The numbers of one line: one, or a range from one to another. */
function numbersOf(line: string): string[] | null {
  const digits = line.replace(/\D/g, '');
  const one = tenDigits(digits);
  if (one) return [one];
  for (const length of [10, 11]) {
    const [from, to] = [tenDigits(digits.slice(0, length)), tenDigits(digits.slice(length))];
    if (!from || !to || Number(to) < Number(from)) continue;
    const count = Math.min(Number(to) - Number(from) + 1, MOST + 1);
    return Array.from({ length: count }, (_, index) => String(Number(from) + index).padStart(10, '0'));
  }
  return null;
}

/** Reads numbers as they are pasted: one a line or with commas between, however they are written. `414 555 2000 - 414 555 2099` is a range. */
export function readNumbers(text: string): ReadNumbers {
  const read: ReadNumbers = { dids: [], wrong: [], repeated: 0 };
  const seen = new Set<string>();
  for (const line of text.split(/[\n,;\t]/).map((part) => part.trim()).filter(Boolean)) {
    const numbers = /[a-z]{3,}/i.test(line) ? null : numbersOf(line);
    if (!numbers) read.wrong.push(line);
    for (const number of numbers ?? []) {
      if (seen.has(number)) read.repeated += 1;
      else read.dids.push(number);
      seen.add(number);
    }
  }
  return read;
}
