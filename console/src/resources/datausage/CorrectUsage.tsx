import { Button, Drawer, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import type { UsagePeriod } from '~/api/usage';
import { Fields, Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import type { Field, Values } from '~/resource/types';
import { done } from '~/ui/toast';

const NAMES = ['billable_in_bytes', 'billable_out_bytes', 'free_in_bytes', 'free_out_bytes'] as const;
const gigabytes = (name: string, label: string, section?: string): Field => ({ name, label, kind: 'amount', unit: 'GB', places: 3, half: true, ...(section ? { section } : {}) });
const fields: Field[] = [gigabytes('billable_in_bytes', 'In', 'Counts against the cap'), gigabytes('billable_out_bytes', 'Out'), gigabytes('free_in_bytes', 'In', 'In free times'), gigabytes('free_out_bytes', 'Out')];

interface Props {
  account: number;
  period: UsagePeriod;
  opened: boolean;
  onClose: () => void;
}

/** Corrects what the present period has counted, where a counter was wrong. */
export function CorrectUsage(props: Props) {
  return (
    <Drawer opened={props.opened} onClose={props.onClose} size={440} title={<Text fw={640} size="lg">Correct this period</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {props.opened && <Form {...props} />}
    </Drawer>
  );
}

function Form({ account, period, onClose }: Props) {
  const [stored] = useState<Values>(() => Object.fromEntries(NAMES.map((name) => [name, (period[name] / 1e9).toFixed(3)])));
  const form = useForm(stored, fields);
  const save = async () => {
    // What was not touched stays to the byte.
    const touched = NAMES.filter((name) => form.values[name] !== stored[name]);
    const ok = await form.submit((values) => api.patch(`/accounts/${account}/data_usage_histories`, Object.fromEntries(touched.map((name) => [name, values[name] === null ? null : Math.round(Number(values[name]) * 1e9)]))));
    if (!ok) return;
    changed('data_usage');
    done('The usage was corrected');
    onClose();
  };
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}>
      <Problem form={form} />
      <Text size="sm" c="dimmed" mb="sm">The graph stays as it was measured; what the period is billed for changes.</Text>
      <Fields fields={fields} form={form} isNew={false} />
      <Group mt="lg" gap="xs">
        <Button type="submit" loading={form.busy} disabled={!form.dirty}>Save</Button>
        <Button variant="default" onClick={onClose}>Cancel</Button>
      </Group>
    </form>
  );
}
