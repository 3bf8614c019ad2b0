import { queryOptions, useQuery } from '@tanstack/react-query';
import { api } from './client';
import { all } from './lookups';
import type { Named } from './models';

/** Telephony, as the API sends it. Rates of decks and calls are in smallest currency units (cents) a minute, as text with twenty decimals. */

export interface VoiceProvider extends Named {
  /** The deck that calls are rated by; null before the first import. */
  rate_deck_id: number | null;
}

export interface RateDeck {
  id: number;
  voice_provider_id: number;
  state: 'waiting' | 'active' | 'replaced';
  percentage_increase: number;
  /** In smallest currency units. */
  minimum_rate: number;
  /** How many prefixes it has. */
  rates: number;
  skipped: number;
  activate_at: string | null;
  activated_at: string | null;
  replaced_at: string | null;
  created_at: string;
}

export interface DeckRate {
  prefix: string;
  name: string;
  rate: string;
}

export type ChangeKind = 'added' | 'dropped' | 'dearer' | 'cheaper';

export interface RateChange {
  prefix: string;
  name: string;
  change: ChangeKind;
  /** Null where it is added. */
  rate_before: string | null;
  /** Null where it is dropped. */
  rate: string | null;
}

export type DeckComparison = Record<ChangeKind, number>;

export interface Did {
  id: number;
  /** Ten digits. */
  did: string;
  account_id: number | null;
  service_id: number | null;
  rate_center_id: number;
}

export type CallClass = 'local' | 'long_distance' | 'international' | 'toll_free' | 'inbound_toll_free' | 'inbound';

export interface CallRecord {
  id: number;
  origination: string;
  destination: string;
  call_start: string;
  duration_in_seconds: number;
  matched_prefix: string | null;
  prefix_name: string | null;
  rate: string;
  service_id: number | null;
  class: CallClass | null;
  billed_seconds: number | null;
  billed_on: string | null;
}

export interface WaitingCall {
  id: number;
  voice_provider_id: number;
  origination: string;
  destination: string;
  call_start: string;
  duration_in_seconds: number;
  /** `unmatched`: nobody has one of its numbers; `unrated`: the deck has no rate. */
  state: 'unmatched' | 'unrated';
  account_id: number | null;
}

const providersQuery = all<VoiceProvider>('/system/voice/voice_providers', 'voice_providers');
const rateCentersQuery = all<Named>('/system/voice/rate_centers', 'rate_centers');

export const useVoiceProviders = () => useQuery(providersQuery).data;
export const useRateCenters = () => useQuery(rateCentersQuery).data;

export const providerQuery = (id: number) => queryOptions({ queryKey: ['voice_providers', 'one', id], queryFn: () => api.get<VoiceProvider>(`/system/voice/voice_providers/${id}`) });

export const decksPath = (provider: number) => `/system/voice/voice_providers/${provider}/rate_decks` as const;

/** All decks of a provider, the newest first. */
export const decksQuery = (provider: number) => queryOptions({
  queryKey: ['rate_decks', provider],
  queryFn: async () => (await api.list<RateDeck>(decksPath(provider), { limit: 200, sort: '-id' })).data,
});
