import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '~/api/client';
import type { DataImport } from '~/api/imports';
import { formatBytes, formatCount, useFormat } from '~/lib/format';
import { Confirm } from '~/ui/Confirm';
import { STAGES } from '../status';
import { within } from '../types';
import { keep } from './useStep';

/** What was left of an import, to go on with or to begin anew. */
export function Resume({ one, onContinue }: { one: DataImport; onContinue: () => void }) {
  const format = useFormat();
  const [asking, setAsking] = useState(false);
  return (
    <section className="card resume">
      <Stack align="center" gap={6} ta="center">
        <IconFileSpreadsheet size={34} stroke={1.3} />
        <Title order={1} fz="h2">Continue this import?</Title>
        <Text size="sm"><b>{one.filename}</b> ({formatBytes(one.size_in_bytes)}{one.rows_total > 0 && `, ${formatCount(one.rows_total)} rows`}), {within(one.type_label)}</Text>
        <Text size="sm" c="dimmed">Begun {format.instant(one.created_at)}. {STAGES[one.stage]}; everything you chose and corrected is kept.</Text>
        <Group gap="xs" mt="md" justify="center">
          <Button onClick={onContinue} autoFocus>Continue</Button>
          <Button variant="default" onClick={() => setAsking(true)}>Start over</Button>
        </Group>
      </Stack>
      <StartOver one={one} opened={asking} onClose={() => setAsking(false)} />
    </section>
  );
}

/** Asks before the file and the work on it are thrown away. */
export function StartOver({ one, opened, onClose }: { one: DataImport; opened: boolean; onClose: () => void }) {
  return (
    <Confirm opened={opened} title="Start over?" action="Start over" onClose={onClose}
      onConfirm={async () => keep(await api.post<DataImport>(`/data_imports/${one.id}/restart`))}>
      The file <strong>{one.filename}</strong>, its matched columns and every correction are dropped. Nothing has been imported yet.
    </Confirm>
  );
}
