import { Progress, Stack, Text } from '@mantine/core';
import type { DataImport } from '~/api/imports';
import { formatCount } from '~/lib/format';

/** Work of the server, in percent. */
export function Waiting({ one, what, hint }: { one: DataImport; what: string; hint: string }) {
  return (
    <Stack className="waiting" align="center" gap={8} ta="center" role="status">
      <Text fw={620}>{what}</Text>
      <Progress value={one.progress ?? 0} size="lg" w="min(420px, 100%)" aria-label={what} transitionDuration={300} animated />
      <Text size="sm" className="tnum">{one.progress ?? 0} %{one.rows_total > 0 && ` of ${formatCount(one.rows_total)} rows`}</Text>
      <Text size="sm" c="dimmed" maw={440}>{hint} You can close this page meanwhile.</Text>
    </Stack>
  );
}
