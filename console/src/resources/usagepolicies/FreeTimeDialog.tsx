import { Alert, Button, Chip, Group, Input, Modal, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FreePeriod } from '~/api/catalog';
import { api, ApiError, type ApiPath } from '~/api/client';
import { changed } from '~/api/query';
import { useCan } from '~/api/session';
import { useFormat } from '~/lib/format';
import { done } from '~/ui/toast';
import { DAYS, overlapping, spanText, spread } from './periods';

export interface Draft {
  /** The stored one that is changed. */
  period?: FreePeriod;
  days: number[];
  start: string;
  end: string;
}

interface Props {
  path: ApiPath<'post'>;
  draft: Draft;
  stored: FreePeriod[];
  onClose: () => void;
}

const SETS = [['Every day', [0, 1, 2, 3, 4, 5, 6]], ['Monday to Friday', [1, 2, 3, 4, 5]], ['Weekend', [0, 6]]] as const;
// An input for times knows no end of the day but the beginning of the next.
const asInput = (time: string) => (time === '23:59:59' ? '00:00' : time.endsWith(':00') && time.length === 8 ? time.slice(0, 5) : time);

/** Adds a free time to many days at once, or changes the one of a day. */
export function FreeTimeDialog({ path, draft, stored, onClose }: Props) {
  const { period } = draft;
  const [days, setDays] = useState(draft.days);
  const [start, setStart] = useState(asInput(draft.start));
  const [end, setEnd] = useState(asInput(draft.end));
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { twelve } = useFormat();
  const can = useCan();
  const allowed = can(`usage_based_billing_policies.${period ? 'update' : 'create'}`);
  const overnight = !!start && !!end && end !== '00:00' && end <= start;
  const work = async (what: () => Promise<unknown>, words: string) => {
    setBusy(true);
    setError(null);
    try {
      await what();
      done(words);
      onClose();
    } catch (failure) {
      setError(failure instanceof ApiError ? failure.message : 'Something went wrong.');
    } finally {
      setBusy(false);
      changed('usage_based_billing_free_periods');
    }
  };
  const save = () => {
    if (days.length === 0) return setError('Choose at least one day.');
    if (!start || !end) return setError('Say when it begins and ends.');
    const spans = spread(days, start, end);
    if (period && spans.length > 1) return setError('A free time ends on the day on which it begins. Add another one for the next day.');
    // All are looked at before one is sent: the server takes them one by one.
    const others = stored.filter((other) => other.id !== period?.id);
    const clash = spans.map((span) => overlapping(others, span)).find(Boolean);
    if (clash) return setError(`${spanText(clash, twelve)} is free already. Free times may not overlap.`);
    const send = period
      ? () => api.patch(`${path}/${period.id}` as ApiPath<'patch'>, spans[0])
      : async () => { for (const span of spans) await api.post(path, span); };
    void work(send, period ? 'Saved' : 'The free time was added');
  };
  return (
    <Modal opened onClose={onClose} size={490} title={<Text fw={620}>{period ? `Free on ${DAYS[period.day]}` : 'New free time'}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form noValidate onSubmit={(event) => (event.preventDefault(), save())}>
        <fieldset disabled={!allowed} style={{ all: 'unset', display: 'block' }}>
          {error && <Alert color="red" mb="sm" role="alert" p="xs">{error}</Alert>}
          {!period && (
            <Input.Wrapper label="Days" labelElement="div" mb="sm">
              <Chip.Group multiple value={days.map(String)} onChange={(next) => setDays(next.map(Number).sort())}>
                <Group gap={6} mt={6}>{DAYS.map((name, day) => <Chip key={name} value={String(day)} size="xs" aria-label={name} {...(day === 0 ? { 'data-autofocus': true } : {})}>{name.slice(0, 3)}</Chip>)}</Group>
              </Chip.Group>
              <Group gap={10} mt={8}>{SETS.map(([name, all]) => <Button key={name} size="compact-xs" variant="subtle" onClick={() => setDays([...all])}>{name}</Button>)}</Group>
            </Input.Wrapper>
          )}
          <SimpleGrid cols={2} spacing="sm">
            <TextInput type="time" label="From" name="start" step={start.length > 5 ? 1 : 60} value={start} onChange={(event) => setStart(event.currentTarget.value)} data-autofocus={period ? true : undefined} />
            <TextInput type="time" label="To" name="end" step={end.length > 5 ? 1 : 60} value={end} onChange={(event) => setEnd(event.currentTarget.value)} />
          </SimpleGrid>
          <Text size="xs" c="dimmed" mt={6} mih={18}>{overnight && !period ? 'It ends on the next day.' : 'In your time zone. Midnight at the end is the end of the day.'}</Text>
          <Group mt="md" gap="xs">
            <Button type="submit" loading={busy}>{period ? 'Save' : 'Add'}</Button>
            <Button variant="default" onClick={onClose}>Cancel</Button>
            {period && can('usage_based_billing_policies.delete') && (
              <Button variant="subtle" color="red" ml="auto" onClick={() => void work(() => api.delete(`${path}/${period.id}` as ApiPath<'delete'>), 'The free time was deleted')}>Delete</Button>
            )}
          </Group>
        </fieldset>
      </form>
    </Modal>
  );
}
