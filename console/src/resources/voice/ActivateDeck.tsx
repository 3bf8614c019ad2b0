import { Button, Drawer, Group, Radio, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '~/api/client';
import { applicationQuery } from '~/api/lookups';
import { changed } from '~/api/query';
import type { RateDeck } from '~/api/voice';
import { formatCount, useFormat } from '~/lib/format';
import { toInstant, toLocal } from '~/lib/timezone';
import { Problem } from '~/resource/Fields';
import { refuse, useForm } from '~/resource/form';
import { done } from '~/ui/toast';
import { ChangesBar } from './ChangesBar';
import { CHANGES, changed as changedRates } from './compare';
import { useComparison } from './useComparison';

interface Props {
  deck: RateDeck | null;
  active: RateDeck | undefined;
  onClose: () => void;
}

/** Brings a deck into force, now or at a date, and says before what that changes. */
export function ActivateDeck({ deck, active, onClose }: Props) {
  return (
    <Drawer opened={deck !== null} onClose={onClose} size={460} title={<Text fw={640} size="lg">{deck && `Activate deck ${deck.id}`}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {deck && <Form deck={deck} active={active} onClose={onClose} />}
    </Drawer>
  );
}

function Form({ deck, active, onClose }: Props & { deck: RateDeck }) {
  const format = useFormat();
  const timezone = useQuery(applicationQuery).data?.timezone ?? 'UTC';
  const form = useForm({ when: deck.activate_at ? 'later' : 'now', at: deck.activate_at ? toLocal(deck.activate_at, timezone) : '' }, [{ name: 'at', serverNames: ['activate_at'] }]);
  const later = form.values.when === 'later';
  const save = async () => {
    let stored: RateDeck | undefined;
    const ok = await form.submit(async ({ at }) => {
      const activate_at = later && at ? toInstant(String(at), timezone) : null;
      refuse({ at: later && !activate_at ? 'The date is required.' : later && Date.parse(`${activate_at!.replace(' ', 'T')}Z`) <= Date.now() ? 'This is over. Choose Now, or a time to come.' : undefined });
      stored = await api.post<RateDeck>(`/system/voice/voice_providers/${deck.voice_provider_id}/rate_decks/${deck.id}/activate`, activate_at ? { activate_at } : {});
    });
    if (!ok || !stored) return;
    changed('rate_decks', 'voice_providers');
    done(stored.state === 'active' ? `Calls are rated by deck ${deck.id} now` : `Deck ${deck.id} comes into force on ${format.instant(stored.activate_at)}`);
    onClose();
  };
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}>
      <Problem form={form} />
      <Radio.Group label="When" value={String(form.values.when)} onChange={(when) => form.patch({ when, at: form.values.at })}>
        <Stack gap={8} mt={6}>
          <Radio value="now" label="Now" />
          <Radio value="later" label="At a date" />
        </Stack>
      </Radio.Group>
      {later && <TextInput mt="sm" type="datetime-local" label="Date and time" withAsterisk name="at" description={`On the clock of ${timezone.replace(/_/g, ' ')}.`} value={String(form.values.at)} error={form.errors.at} onChange={(event) => form.set('at', event.currentTarget.value)} />}
      {active && <Consequences deck={deck} active={active} />}
      <Group mt="lg" gap="xs">
        <Button type="submit" loading={form.busy}>{later ? 'Schedule' : 'Activate now'}</Button>
        <Button variant="default" onClick={onClose}>Cancel</Button>
      </Group>
    </form>
  );
}

function Consequences({ deck, active }: { deck: RateDeck; active: RateDeck }) {
  const counts = useComparison(deck.voice_provider_id, deck.id, active.id).data;
  return (
    <section className="example" aria-label="What it changes" style={{ marginTop: 18, minHeight: 92 }}>
      <Text size="sm" fw={600} mb={8}>Against the active deck</Text>
      {!counts ? <Skeleton height={12} /> : changedRates(counts) === 0 ? <Text size="sm">No rate changes.</Text> : (
        <>
          <ChangesBar counts={counts} />
          <Text size="sm" mt={8} className="tnum">{CHANGES.filter(({ kind }) => counts[kind] > 0).map(({ kind, label }) => `${formatCount(counts[kind])} ${label.toLowerCase()}`).join(', ')}</Text>
        </>
      )}
      <Text size="xs" c="dimmed" mt={6}>Calls that are rated already keep their rate.</Text>
    </section>
  );
}
