import type { Application, ServiceType } from '~/api/catalog';
import type { Values } from '~/resource/types';

export const TYPES: { value: ServiceType; label: string; hint: string }[] = [
  { value: 'recurring', label: 'Recurring', hint: 'Bills until it is removed.' },
  { value: 'one time', label: 'One time', hint: 'Bills once, when it is added.' },
  { value: 'expiring', label: 'Expiring', hint: 'Bills a set number of times.' },
  { value: 'adjustment', label: 'Adjustment', hint: 'Bills an amount given each time.' },
  { value: 'overage', label: 'Overage', hint: 'Bills data beyond a cap.' },
];

export const APPLICATIONS: { value: Application; label: string }[] = [
  { value: 'debit', label: 'Charge' },
  { value: 'credit', label: 'Credit' },
];

/** Technologies of the FCC Form 477. */
export const TECHNOLOGIES = [
  ['70', 'Terrestrial fixed wireless'], ['50', 'Fiber'], ['40', 'Cable modem'], ['10', 'Asymmetric xDSL'], ['20', 'Symmetric xDSL'],
  ['30', 'Other copper wireline'], ['60', 'Satellite'], ['90', 'Electric power line'], ['0', 'Other'],
].map(([value, label]) => ({ value: value!, label: label! }));

export const typeLabel = (type: string) => TYPES.find((entry) => entry.value === type)?.label ?? type;
export const applicationLabel = (application: string) => APPLICATIONS.find((entry) => entry.value === application)?.label ?? application;

/** `every month`, `every 3 months`. */
export const everyMonths = (months: number) => (months === 1 ? 'every month' : `every ${months} months`);

/** How often a service bills, after its price in a list. */
export function cadence(service: { type: string; billing_frequency_in_months: number; times_to_run: number | null; unit_quantity_in_gigabytes: number | null }): string {
  switch (service.type) {
    case 'recurring': return service.billing_frequency_in_months === 1 ? 'a month' : `every ${service.billing_frequency_in_months} months`;
    case 'expiring': return `a month, ${service.times_to_run ?? 0} times`;
    case 'one time': return 'once';
    case 'overage': return service.unit_quantity_in_gigabytes ? `for ${service.unit_quantity_in_gigabytes} GB` : '';
    default: return 'as given';
  }
}

/** How amounts are written, and the names of what a service refers to. */
export interface Speech {
  money: (amount: number | string) => string;
  price: (price: number | string) => string;
  speed: (kilobits: number) => string;
  taxes: string[];
}

const number = (value: unknown) => Number(value ?? 0) || 0;
const listed = (names: string[]) => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);

/** What a service does to an account, in sentences, from the values of its form. */
export function inWords(values: Values, speech: Speech): string[] {
  return [billing(values, speech), limit(values, speech), taxed(values, speech), ...data(values, speech), ...voice(values, speech)].filter((sentence) => sentence !== '');
}

function billing(values: Values, { money }: Speech): string {
  const verb = values.application === 'credit' ? 'Credits' : 'Charges';
  const amount = values.amount === '' || values.amount === null ? 'its price' : money(number(values.amount));
  switch (values.type) {
    case 'recurring': return `${verb} ${amount} ${everyMonths(number(values.billing_frequency_in_months) || 1)} until it is removed.`;
    case 'one time': return `${verb} ${amount} once, when it is added.`;
    case 'expiring': {
      const times = number(values.times_to_run);
      return times ? `${verb} ${amount} every month, ${times} ${times === 1 ? 'time' : 'times'}${number(values.amount) ? `, ${money(times * number(values.amount))} in all` : ''}. Then it leaves the account.` : `${verb} ${amount} every month.`;
    }
    case 'overage': return number(values.unit_quantity_in_gigabytes) ? `${verb} ${amount} for every ${number(values.unit_quantity_in_gigabytes)} GB beyond the cap of a usage policy.` : '';
    default: return `${verb} an amount that is given each time.`;
  }
}

function limit(values: Values, { money }: Speech): string {
  if (values.type !== 'adjustment' || !values.limit_adjustments || !number(values.period_days)) return '';
  return `Each user may give up to ${money(number(values.max_amount_per_period))} within ${number(values.period_days)} days.`;
}

function taxed(values: Values, { money, taxes }: Speech): string {
  if (taxes.length === 0) return 'Not taxed.';
  const free = number(values.tax_exemption_amount);
  return `Taxed with ${listed(taxes)}${free ? `, all but ${money(free)} of it` : ''}.`;
}

function data(values: Values, { speed }: Speech): string[] {
  if (values.type !== 'recurring' || !values.data_service) return [];
  const [down, up] = [number(values.download_in_kilobits), number(values.upload_in_kilobits)];
  return down && up ? [`${speed(down)} down, ${speed(up)} up.`] : [];
}

function voice(values: Values, { price }: Speech): string[] {
  if (!['recurring', 'expiring'].includes(String(values.type)) || !values.voice_service) return [];
  const minutes = (what: string, unlimited: unknown, included: unknown, rate: unknown) => {
    if (unlimited) return `${what} calls are free.`;
    const free = number(included);
    return `${what} calls: ${free ? `${free} minutes are free, then ` : ''}${price(number(rate))} a minute.`;
  };
  return [
    minutes('Local', values.unlimited_local_minutes, values.local_minutes, values.local_minutes_amount),
    minutes('Long distance', values.unlimited_long_distance_minutes, values.long_distance_minutes, values.long_distance_minutes_amount),
  ];
}
