import { useQuery } from '@tanstack/react-query';
import { applicationQuery } from '~/api/lookups';
import type { ApplicationSettings } from '~/api/models';

type Settings = Pick<ApplicationSettings, 'timezone' | 'date_format' | 'time_format' | 'currency_symbol' | 'thousands_separator' | 'decimal_separator'>;

export const DEFAULT_SETTINGS: Settings = {
  timezone: 'UTC',
  date_format: 'Y-m-d',
  time_format: 'H:i:s',
  currency_symbol: '$',
  thousands_separator: ',',
  decimal_separator: '.',
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A `YYYY-MM-DD` date in the operator's pattern (letters d, j, m, n, M, Y, y). */
export function formatDate(date: string | null | undefined, settings: Settings = DEFAULT_SETTINGS): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(date ?? '');
  if (!parts) return '';
  const [, year, month, day] = parts as unknown as [string, string, string, string];
  const values: Record<string, string> = {
    Y: year, y: year.slice(2), m: month, n: String(+month), M: MONTHS[+month - 1] ?? month, d: day, j: String(+day),
  };
  return settings.date_format.replace(/[YymnMdj]/g, (letter) => values[letter] ?? letter);
}

/** A UTC instant `YYYY-MM-DD HH:MM:SS` as date and time in the operator's time zone. */
export function formatInstant(instant: string | null | undefined, settings: Settings = DEFAULT_SETTINGS): string {
  const moment = toDate(instant);
  if (!moment) return '';
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: settings.timezone, hourCycle: 'h23',
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
  });
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value])) as Record<string, string>;
  const date = formatDate(`${part.year}-${part.month}-${part.day}`, settings);
  const hour = Number(part.hour);
  const twelve = settings.time_format.startsWith('g');
  const time = twelve ? `${hour % 12 || 12}:${part.minute} ${hour < 12 ? 'am' : 'pm'}` : `${part.hour}:${part.minute}`;
  return `${date} ${time}`;
}

/** An amount with the operator's currency sign and separators; always two decimals. */
export function formatMoney(amount: number | string | null | undefined, settings: Settings = DEFAULT_SETTINGS): string {
  if (amount === null || amount === undefined || amount === '') return '';
  const text = typeof amount === 'number' ? amount.toFixed(2) : amount;
  const negative = text.startsWith('-');
  const [whole = '0', cents = ''] = text.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, settings.thousands_separator);
  const sum = `${settings.currency_symbol}${grouped}${settings.decimal_separator}${cents.padEnd(2, '0').slice(0, 2)}`;
  return negative ? `-${sum}` : sum;
}

/** A rate or a price with no more decimals than it needs: `6.25`, `0.000001`. */
export function rateText(rate: number | string | null | undefined): string {
  if (rate === null || rate === undefined || rate === '') return '';
  const text = typeof rate === 'number' ? rate.toFixed(6) : rate;
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** An amount as the API takes it: a point and two decimals. */
export function amountText(amount: number | string | null | undefined): string {
  return amount === null || amount === undefined || amount === '' ? '' : Number(amount).toFixed(2);
}

/** A price finer than the currency's smallest coin: two decimals at least, six at most. */
export function formatPrice(price: number | string | null | undefined, settings: Settings = DEFAULT_SETTINGS): string {
  const text = rateText(price);
  const beyond = (text.split('.')[1] ?? '').slice(2);
  return text && formatMoney(text, settings) + beyond;
}

export function formatPercent(rate: number | string | null | undefined, settings: Settings = DEFAULT_SETTINGS): string {
  const text = rateText(rate);
  return text && `${text.replace('.', settings.decimal_separator)} %`;
}

/** Kilobits per second in the unit that people say. */
export function formatSpeed(kilobits: number): string {
  if (kilobits >= 1_000_000) return `${rateText(kilobits / 1_000_000)} Gbit/s`;
  return kilobits >= 1000 ? `${rateText(kilobits / 1000)} Mbit/s` : `${kilobits} kbit/s`;
}

/** Down and up, with one unit where it is the same: `25 / 5 Mbit/s`. */
export function formatSpeeds(down: number, up: number): string {
  const [first, second] = [formatSpeed(down), formatSpeed(up)];
  const [amount, unit] = first.split(' ') as [string, string];
  return second.endsWith(` ${unit}`) ? `${amount} / ${second}` : `${first} / ${second}`;
}

/** How long ago, or how soon, in one word or two. `now` is in milliseconds. */
export function formatAgo(instant: string | null | undefined, now: number): string {
  const moment = toDate(instant);
  if (!moment) return '';
  const seconds = Math.round((moment.getTime() - now) / 1000);
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400], ['hour', 3_600], ['minute', 60]];
  for (const [unit, size] of steps) if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  return seconds > 0 ? 'in a moment' : 'just now';
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

const DATA_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** An amount of data with three digits that count: `214 GB`, `1.07 TB`, `20 GB`. */
export function formatData(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(DATA_UNITS.length - 1, Math.floor(Math.log10(Number(bytes.toPrecision(3))) / 3));
  return `${rateText(Number((bytes / 1000 ** step).toPrecision(3)))} ${DATA_UNITS[step]}`;
}

/** Bits per second with three digits that count. */
export function formatRate(bits: number): string {
  const kilobits = Number((bits / 1000).toPrecision(3));
  return kilobits === 0 ? '0' : kilobits < 1 ? `${rateText(Number(bits.toPrecision(3)))} bit/s` : formatSpeed(kilobits);
}

/** A North American number as people read it; any other stays as it was typed. */
export function formatPhone(number: string): string {
  const parts = /^(?:\+?1)?([2-9]\d\d)(\d{3})(\d{4})$/.exec(number.replace(/[\s().-]/g, ''));
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : number;
}

/** `190` seconds as `3 min 10 s`. */
export function formatDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes === 0) return `${rest} s`;
  return rest ? `${minutes} min ${rest} s` : `${minutes} min`;
}

export const formatCount = (count: number) => new Intl.NumberFormat('en-US').format(count);

const SHORT_FORMS: Record<string, string> = { ach: 'ACH', did: 'DID', dids: 'DIDs', kpi: 'KPI' };

/** `account_contacts` as `Account contacts`, `ach_batches` as `ACH batches`. */
export function humanize(name: string): string {
  const text = name.replace(/[_.]/g, ' ').trim().replace(/\w+/g, (word) => SHORT_FORMS[word] ?? word);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The name of one thing of an entity: `account_addresses` is an `account address`. */
export function entityName(entity: string): string {
  const words = entity.replace(/_/g, ' ');
  return words.endsWith('ies') ? `${words.slice(0, -3)}y` : /(s|x|ch)es$/.test(words) ? words.slice(0, -2) : words.replace(/s$/, '');
}

function toDate(instant: string | null | undefined): Date | null {
  if (!instant) return null;
  const moment = new Date(`${instant.replace(' ', 'T').replace(/Z$/, '')}Z`);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

/** The formatting functions with the operator's settings applied. */
export function useFormat() {
  const settings = useQuery(applicationQuery).data ?? DEFAULT_SETTINGS;
  return {
    /** Whether hours are counted to twelve. */
    twelve: settings.time_format.startsWith('g'),
    date: (date: string | null | undefined) => formatDate(date, settings),
    instant: (instant: string | null | undefined) => formatInstant(instant, settings),
    money: (amount: number | string | null | undefined) => formatMoney(amount, settings),
    price: (price: number | string | null | undefined) => formatPrice(price, settings),
    percent: (rate: number | string | null | undefined) => formatPercent(rate, settings),
  };
}
