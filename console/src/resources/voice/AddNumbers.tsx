import { Button, Drawer, Group, Text } from '@mantine/core';
import { api } from '~/api/client';
import { toOptions } from '~/api/lookups';
import { changed } from '~/api/query';
import { useRateCenters } from '~/api/voice';
import { formatCount, formatPhone } from '~/lib/format';
import { Fields, Problem } from '~/resource/Fields';
import { refuse, useForm } from '~/resource/form';
import type { Field } from '~/resource/types';
import { done } from '~/ui/toast';
import { MOST, readNumbers, type ReadNumbers } from './numbers';

const fields: Field[] = [
  { name: 'text', label: 'Numbers', kind: 'textarea', required: true, hint: 'One a line, however they are written. 414 555 2000 - 414 555 2099 stands for a hundred.' },
  { name: 'rate_center_id', label: 'Rate center', kind: 'select', required: true, useOptions: () => toOptions(useRateCenters()) },
];

/** Adds the numbers of a list or a range. */
export function AddNumbers({ opened, preset, onClose }: { opened: boolean; preset?: string; onClose: () => void }) {
  return (
    <Drawer opened={opened} onClose={onClose} size={480} title={<Text fw={640} size="lg">Add numbers</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {opened && <Form preset={preset ?? ''} onClose={onClose} />}
    </Drawer>
  );
}

function Form({ preset, onClose }: { preset: string; onClose: () => void }) {
  const centers = useRateCenters();
  const form = useForm({ text: preset, rate_center_id: null }, [...fields, { name: 'dids' }]);
  const read = readNumbers(String(form.values.text ?? ''));
  // The only one is the one that is meant.
  const only = centers?.length === 1 ? centers[0]!.id : null;
  const values = { ...form.values, rate_center_id: form.values.rate_center_id ?? only };
  const count = read.dids.length;
  const save = async () => {
    const ok = await form.submit(async () => {
      refuse({ text: problemOf(read), rate_center_id: values.rate_center_id ? undefined : 'The rate center is required.' });
      await api.post('/system/voice/dids', { dids: read.dids, rate_center_id: values.rate_center_id });
    });
    if (!ok) return;
    changed('dids');
    done(count === 1 ? `${formatPhone(read.dids[0]!)} was added` : `${formatCount(count)} numbers were added`);
    onClose();
  };
  // The server names numbers by their place: the first refusal stands for all.
  const errors = form.errors.dids ? { ...form.errors, text: form.errors.dids } : form.errors;
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void save())} onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && (event.preventDefault(), void save())}>
      <Problem form={form} />
      <Fields fields={fields} form={{ ...form, values, errors }} isNew />
      <div className="example" aria-live="polite" style={{ marginTop: 16 }}>
        <Text size="sm" fw={560} className="tnum">{count === 0 ? 'No numbers yet' : count === 1 ? formatPhone(read.dids[0]!) : `${formatCount(count)} numbers, ${formatPhone(read.dids[0]!)} to ${formatPhone(read.dids.at(-1)!)}`}</Text>
        {read.repeated > 0 && <Text size="xs" c="dimmed">{formatCount(read.repeated)} came twice and count once.</Text>}
        {read.wrong.length > 0 && <Text size="xs" c="red">Not a number of ten digits: {read.wrong.slice(0, 3).join(', ')}{read.wrong.length > 3 && `, and ${read.wrong.length - 3} more`}</Text>}
      </div>
      <Group mt="lg" gap="xs">
        <Button type="submit" loading={form.busy}>{count > 1 ? `Add ${formatCount(Math.min(count, MOST))} numbers` : 'Add number'}</Button>
        <Button variant="default" onClick={onClose}>Cancel</Button>
      </Group>
    </form>
  );
}

function problemOf({ dids, wrong }: ReadNumbers): string | undefined {
  if (wrong.length > 0) return 'Every number needs ten digits.';
  if (dids.length === 0) return 'At least one number is required.';
  return dids.length > MOST ? `At most ${formatCount(MOST)} numbers can be added at once.` : undefined;
}
