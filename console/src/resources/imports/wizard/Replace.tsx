import { Button, Checkbox, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api } from '~/api/client';
import type { DataImport } from '~/api/imports';
import { changed } from '~/api/query';
import { formatCount } from '~/lib/format';
import { Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import { done } from '~/ui/toast';
import type { GridColumn } from '../grid/VirtualGrid';

interface Props {
  one: DataImport;
  columns: GridColumn[];
  /** The column in hand. */
  preset: string | undefined;
  opened: boolean;
  onClose: () => void;
  onReplaced: () => void;
}

/** Replaces a text in many cells at once. */
export function Replace(props: Props) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} size={460} title={<Text fw={640} size="lg">Replace in many rows</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Form {...props} />
    </Modal>
  );
}

const NAMES = ['column', 'search', 'replacement', 'whole_cell', 'only_failed'].map((name) => ({ name }));

function Form({ one, columns, preset, onClose, onReplaced }: Props) {
  const form = useForm({ column: preset ?? null, search: '', replacement: '', whole_cell: true, only_failed: false }, NAMES);
  const [count, setCount] = useState<number | null>(null);
  const { column, search, replacement, whole_cell: whole, only_failed: failedOnly } = form.values as { column: string | null; search: string; replacement: string; whole_cell: boolean; only_failed: boolean };
  const replace = async () => {
    let replaced = 0;
    const ok = await form.submit(async (values) => {
      const { column: letter, ...rest } = values;
      replaced = (await api.post<{ cells_replaced: number }>(`/data_imports/${one.id}/replace`, letter ? values : rest)).cells_replaced;
    });
    if (!ok) return;
    setCount(replaced);
    if (replaced === 0) return;
    done(`${formatCount(replaced)} ${replaced === 1 ? 'cell was' : 'cells were'} replaced`);
    onReplaced();
    changed('data_imports');
    onClose();
  };
  const text = (name: string, label: string, value: string, hint: string) => (
    <TextInput label={label} name={name} value={value} description={hint} error={form.errors[name]} autoComplete="off" {...(name === 'search' ? { 'data-autofocus': true } : {})}
      onChange={(event) => (form.set(name, event.currentTarget.value), setCount(null))} />
  );
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), event.stopPropagation(), void replace())}>
      <Problem form={form} />
      <Stack gap="sm">
        <Select label="Column" placeholder="All columns" clearable clearButtonProps={{ 'aria-label': 'All columns' }} value={column} error={form.errors.column} onChange={(next) => (form.set('column', next), setCount(null))}
          data={columns.map(({ key, title }) => ({ value: key, label: `${key} · ${String(title)}` }))} />
        {text('search', 'Find', search, 'Left blank, it finds empty cells.')}
        {text('replacement', 'Replace with', replacement, 'Left blank, it empties the cells.')}
        <Checkbox label="Only cells that hold nothing else" checked={whole || search === ''} disabled={search === ''} onChange={(event) => form.set('whole_cell', event.currentTarget.checked)} />
        <Checkbox label={`Only rows with errors (${formatCount(one.rows_failed)})`} checked={failedOnly} onChange={(event) => form.set('only_failed', event.currentTarget.checked)} />
        {count === 0 && <Text size="sm" role="status">No cell holds that.</Text>}
      </Stack>
      <Group mt="lg" gap="xs"><Button type="submit" loading={form.busy}>Replace all</Button><Button variant="default" onClick={onClose}>Cancel</Button></Group>
    </form>
  );
}
