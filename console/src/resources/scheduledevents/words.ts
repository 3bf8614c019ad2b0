import type { AccountService } from '~/api/billing';
import type { Package, Service } from '~/api/catalog';
import type { AccountStatus } from '~/api/models';

export type EventType = 'add_service' | 'remove_service' | 'change_status' | 'price_override_service' | 'remove_price_override_from_service' | 'add_package' | 'remove_package';

/** What will be done to an account at a time. */
export interface ScheduledEvent {
  id: number;
  event_type: EventType;
  /** UTC. */
  scheduled_datetime: string;
  primary_value: string;
  secondary_value: string | null;
  proration_override: boolean;
  prorate: boolean;
  completed: boolean;
  user_id: number;
  completed_at: string | null;
  failure: string | null;
}

export const TYPES: { value: EventType; label: string }[] = [
  { value: 'change_status', label: 'Change the status' },
  { value: 'add_service', label: 'Add a service' },
  { value: 'remove_service', label: 'Remove a service' },
  { value: 'add_package', label: 'Add a package' },
  { value: 'remove_package', label: 'Remove a package' },
  { value: 'price_override_service', label: 'Give a service a price of its own' },
  { value: 'remove_price_override_from_service', label: 'Take the own price of a service away' },
];

/** What an event can be about; undefined while it is read or may not be. */
export interface Known {
  services: Service[] | undefined;
  packages: Package[] | undefined;
  statuses: AccountStatus[] | undefined;
  owned: AccountService[] | undefined;
}

const serviceName = (known: Known, row: AccountService | undefined) => row && (row.name_override ?? known.services?.find((service) => service.id === row.id)?.name);

/** The packages that an account has: a key of its own each, and the name. */
export function ownedPackages(known: Known): { key: string; name: string }[] {
  const rows = (known.owned ?? []).filter((row) => row.unique_package_id);
  return [...new Map(rows.map((row) => [row.unique_package_id!, row.package_id])).entries()].map(([key, id]) => ({ key, name: known.packages?.find((row) => row.id === id)?.name ?? `Package ${id}` }));
}

/** What the event is about, by name; null for what is not there any more. */
function subject(event: Pick<ScheduledEvent, 'event_type' | 'primary_value'>, known: Known): string | null {
  const id = Number(event.primary_value);
  switch (event.event_type) {
    case 'change_status': return known.statuses?.find((row) => row.id === id)?.name ?? null;
    case 'add_service': return known.services?.find((row) => row.id === id)?.name ?? null;
    case 'add_package': return known.packages?.find((row) => row.id === id)?.name ?? null;
    case 'remove_package': return ownedPackages(known).find((row) => row.key === event.primary_value)?.name ?? null;
    default: return serviceName(known, known.owned?.find((row) => row.unique_service_relationship_id === id)) ?? null;
  }
}

/** An event in a sentence. */
export function eventInWords(event: Pick<ScheduledEvent, 'event_type' | 'primary_value' | 'secondary_value'>, known: Known, money: (amount: string | null) => string): string {
  const found = subject(event, known);
  const service = found ?? 'a service that is gone';
  switch (event.event_type) {
    case 'change_status': return `Status becomes ${found ?? event.primary_value}`;
    case 'add_service': return `Add ${found ?? `service ${event.primary_value}`}`;
    case 'add_package': return `Add ${found ?? `package ${event.primary_value}`}`;
    case 'remove_service': return `Remove ${service}`;
    case 'remove_package': return `Remove ${found ?? 'a package that is gone'}`;
    case 'price_override_service': return `Price of ${service} becomes ${money(event.secondary_value)}`;
    case 'remove_price_override_from_service': return `Usual price for ${service}`;
  }
}

/** What can be chosen for a type of event. */
export function choices(type: EventType, known: Known, isFor: (service: Service) => boolean): { value: string; label: string }[] {
  const named = (rows: { id: number; name: string }[] | undefined) => (rows ?? []).map((row) => ({ value: String(row.id), label: row.name }));
  switch (type) {
    case 'change_status': return named(known.statuses);
    // An adjustment needs an amount, which an event has no place for.
    case 'add_service': return named(known.services?.filter((row) => isFor(row) && row.type !== 'adjustment'));
    case 'add_package': return named(known.packages?.filter((row) => row.active));
    case 'remove_package': return ownedPackages(known).map(({ key, name }) => ({ value: key, label: name }));
    default: return (known.owned ?? [])
      .filter((row) => type !== 'remove_price_override_from_service' || row.price_override !== null)
      .map((row) => ({ value: String(row.unique_service_relationship_id), label: `${serviceName(known, row) ?? `Service ${row.id}`}${row.quantity === 1 ? '' : ` × ${row.quantity}`}` }));
  }
}
