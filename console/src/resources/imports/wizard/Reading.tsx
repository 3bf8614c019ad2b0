import { Button, Popover, Select, Stack, Text } from '@mantine/core';
import { IconAdjustments } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '~/api/client';
import type { DataImport, ImportLayout } from '~/api/imports';
import { useStep } from './useStep';

const ENCODINGS = ['UTF-8', 'UTF-16LE', 'UTF-16BE', 'windows-1252', 'ISO-8859-2', 'ISO-8859-15', 'windows-1250', 'windows-1251', 'KOI8-R', 'Shift_JIS', 'EUC-JP', 'GBK', 'Big5', 'EUC-KR', 'macintosh'];
const DELIMITERS = [{ value: ',', label: 'Comma' }, { value: ';', label: 'Semicolon' }, { value: 'tab', label: 'Tab' }, { value: '|', label: 'Bar |' }, { value: ':', label: 'Colon' }, { value: ' ', label: 'Blank' }];

const nameOf = (delimiter: string) => DELIMITERS.find(({ value }) => value === delimiter || (value === 'tab' && delimiter === '\t'))?.label ?? delimiter;

/** What the file is, in a few words. */
export function facts(layout: ImportLayout | null): string {
  const { format, compression, encoding, delimiter, sheet } = layout ?? {};
  return [format?.toUpperCase(), compression, encoding, delimiter && nameOf(delimiter).toLowerCase(), sheet && `sheet ${sheet}`].filter(Boolean).join(', ');
}

/** How the file is read, and reading it in another way. */
export function Reading({ one }: { one: DataImport }) {
  const [opened, setOpened] = useState(false);
  const { busy, refusal, send } = useStep();
  const layout = one.layout;
  const again = (change: Partial<Record<'encoding' | 'delimiter' | 'sheet', string | null>>) =>
    void send(() => api.patch<DataImport>(`/data_imports/${one.id}`, change)).then((ok) => ok && setOpened(false));
  const encodings = layout?.encoding && !ENCODINGS.includes(layout.encoding) ? [layout.encoding, ...ENCODINGS] : ENCODINGS;
  const choosable = layout?.encoding || layout?.delimiter || (layout?.sheets?.length ?? 0) > 1;
  if (!choosable) return <Text size="sm" c="dimmed">{facts(layout)}</Text>;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={270} shadow="md" trapFocus withinPortal>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconAdjustments size={15} />} onClick={() => setOpened(!opened)} aria-label="How the file is read">{facts(layout)}</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          {(layout?.sheets?.length ?? 0) > 1 && <Select label="Sheet" data={layout?.sheets ?? []} value={layout?.sheet ?? null} allowDeselect={false} disabled={busy} onChange={(sheet) => again({ sheet })} comboboxProps={{ withinPortal: false }} />}
          {layout?.encoding && <Select label="Encoding" data={encodings} value={layout.encoding} allowDeselect={false} searchable disabled={busy} onChange={(encoding) => again({ encoding })} comboboxProps={{ withinPortal: false }} />}
          {layout?.delimiter && <Select label="Between the cells" data={DELIMITERS} value={layout.delimiter === '\t' ? 'tab' : layout.delimiter} allowDeselect={false} disabled={busy} onChange={(delimiter) => again({ delimiter })} comboboxProps={{ withinPortal: false }} />}
          {refusal && <Text size="sm" c="red" role="alert">{refusal.message}</Text>}
          <Text size="xs" c="dimmed">The file is read again. Corrections of its rows are lost.</Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
