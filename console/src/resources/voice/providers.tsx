import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { VoiceProvider } from '~/api/voice';
import { defineResource } from '~/resource/types';
import { ActiveDeck } from './ActiveDeck';

export const providers = defineResource<VoiceProvider>({
  entity: 'voice_providers',
  path: '/system/voice/voice_providers',
  title: 'Voice providers',
  singular: 'voice provider',
  description: 'Who carries your customers’ calls. Calls are rated by the active rate deck of their provider.',
  permission: 'voice_providers',
  labelOf: (provider) => provider.name,
  columns: [
    { key: 'id', label: 'No.', numeric: true, width: 72, sortable: true },
    { key: 'name', label: 'Name', sortable: true, render: (row) => <Link className="link" style={{ fontWeight: 560, color: 'inherit' }} to="/voice-providers/$id" params={{ id: String(row.id) }}>{row.name}</Link> },
    { key: 'rate_deck_id', label: 'Rate deck', render: (row) => (row.rate_deck_id === null ? <Text span size="sm" c="dimmed">None yet</Text> : <ActiveDeck provider={row.id} />) },
  ],
  fields: [{ name: 'name', label: 'Name', required: true, hint: 'Customers do not see it.' }],
  blank: { name: '' },
  emptyHint: 'Add the carrier that your switch sends calls to, then its rates.',
});
