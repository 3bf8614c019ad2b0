import { Button, Drawer, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '~/api/client';
import { applicationQuery } from '~/api/lookups';
import { changed } from '~/api/query';
import { Fields, Problem } from '~/resource/Fields';
import { refuse, useForm } from '~/resource/form';
import type { Field } from '~/resource/types';
import { todayIn } from '~/resources/accountbilling/prorate';
import { KEY, type PrintBatch } from './batch';

const fields: Field[] = [
  { name: 'date_from', label: 'Invoices from', kind: 'date', required: true, half: true },
  { name: 'date_to', label: 'Until', kind: 'date', half: true, hint: 'Left out: today.' },
];

interface Props {
  opened: boolean;
  onClose: () => void;
  onMade: (batch: PrintBatch) => void;
}

/** Collects the invoices of a time that are to be printed. */
export function NewBatch(props: Props) {
  return (
    <Drawer opened={props.opened} onClose={props.onClose} size={460} title={<Text fw={640} size="lg">New print batch</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {props.opened && <Form {...props} />}
    </Drawer>
  );
}

function Form({ onClose, onMade }: Props) {
  const today = todayIn(useQuery(applicationQuery).data?.timezone ?? 'UTC');
  const form = useForm({ date_from: `${today.slice(0, 8)}01`, date_to: today }, fields);
  const save = async () => {
    let made: PrintBatch | undefined;
    const ok = await form.submit(async ({ date_from, date_to }) => {
      refuse({ date_from: date_from ? undefined : 'The first date is required.' });
      made = await api.post<PrintBatch>('/financial/print_batches', { date_from, ...(date_to ? { date_to } : {}) });
    });
    if (!ok || !made) return;
    changed(KEY);
    onClose();
    onMade(made);
  };
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}>
      <Problem form={form} />
      <Fields fields={fields} form={form} isNew />
      <Text size="sm" c="dimmed" mt="sm">Taken are invoices of accounts that get them on paper, unless they are void, on a master’s invoice, or in a batch already.</Text>
      <Group mt="lg" gap="xs">
        <Button type="submit" loading={form.busy}>Make the files</Button>
        <Button variant="default" onClick={onClose}>Cancel</Button>
      </Group>
    </form>
  );
}
