import { IconAddressBook, IconBuildingBroadcastTower, IconCoins, IconHash, IconPhoneCall, IconTable, IconTag, IconUsers, type Icon } from '@tabler/icons-react';
import { formatCount } from '~/lib/format';

interface Known {
  icon: Icon;
  /** What a row is. */
  about: string;
}

/** What the console knows of types beyond what the API says of them. */
const KNOWN: Record<string, Known> = {
  accounts: { icon: IconAddressBook, about: 'Customers with address and primary contact' },
  contacts: { icon: IconUsers, about: 'More people of accounts that exist' },
  services: { icon: IconTag, about: 'What you sell, with prices and billing' },
  dids: { icon: IconHash, about: 'Phone numbers and their rate centers' },
  voice_providers: { icon: IconBuildingBroadcastTower, about: 'The carriers of your calls' },
  voice_provider_rates: { icon: IconCoins, about: 'A new rate deck of a provider: prefixes and prices' },
  cdrs: { icon: IconPhoneCall, about: 'Calls that were made, to be rated and billed' },
};

export const knownType = (name: string): Known => KNOWN[name] ?? { icon: IconTable, about: 'Rows of a file' };

/** A label within a sentence: `Voice providers` becomes `voice providers`, `DIDs` stays as it is. */
export const within = (label: string) => label.split(' ').map((word) => (/[A-Z].*[A-Z]/.test(word) ? word : word.toLowerCase())).join(' ');

/** So many of what a type is called: `1 account`, `1,200 DIDs`. */
export function counted(count: number, label: string): string {
  const words = within(label);
  return `${formatCount(count)} ${count === 1 ? words.replace(/s$/, '') : words}`;
}
