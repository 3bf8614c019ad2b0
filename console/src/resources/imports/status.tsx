import { Group, Progress, Text } from '@mantine/core';
import type { DataImport, ImportStage, ImportStatus } from '~/api/imports';
import { StatusDot } from '~/ui/Status';

const COLORS: Record<ImportStatus, string> = {
  Pending: '#8a9499', Invalid: '#c8503f', Queued: '#8b7bd8', 'In progress': '#3b82c4', Successful: '#2f9e6e', Failed: '#c8503f', Duplicate: '#d9822b', Unauthorized: '#a23a2b',
};

/** Where a draft stands, for people. */
export const STAGES: Record<ImportStage, string> = {
  upload: 'Waiting for its file', reading: 'Reading the file', header: 'Choosing the header', columns: 'Matching columns', checking: 'Checking rows', review: 'In review', done: '',
};

export function ImportState({ one, pill }: { one: Pick<DataImport, 'status' | 'undone_at'>; pill?: boolean }) {
  return <StatusDot name={one.undone_at ? `${one.status}, undone` : one.status} color={one.undone_at ? '#8a9499' : COLORS[one.status]} {...(pill ? { pill } : {})} />;
}

/** Percent with a bar while something is under way; a dash after a failure. */
export function ImportProgress({ one }: { one: Pick<DataImport, 'status' | 'stage' | 'progress' | 'undone_at'> }) {
  if (one.progress === null || one.undone_at) return <Text span size="sm" c="dimmed">{one.status === 'Pending' ? STAGES[one.stage] : '–'}</Text>;
  return (
    <Group gap={10} wrap="nowrap" className="importprogress">
      <Progress value={one.progress} size="sm" aria-label="Progress" color={one.progress === 100 ? 'tide' : 'blue'} transitionDuration={300} />
      <Text span size="xs" c="dimmed" className="tnum">{one.progress} %</Text>
    </Group>
  );
}
