import { Badge } from '@mantine/core';
import { useStatuses } from '~/api/lookups';

/** A colour and a word, never the colour alone. */
export function StatusDot({ color, name, pill }: { color: string; name: string; pill?: boolean }) {
  return (
    <span className={pill ? 'status pill' : 'status'}>
      <i style={{ background: color }} />
      {name}
    </span>
  );
}

/** The status of an account with the operator's colour for it. */
export function AccountStatusDot({ id, pill }: { id: number; pill?: boolean }) {
  const statuses = useStatuses();
  const status = statuses?.find((row) => row.id === id);
  return <StatusDot color={status?.color ?? 'var(--line)'} name={status?.name ?? (statuses ? `Status ${id}` : '')} {...(pill ? { pill } : {})} />;
}

export function YesNo({ value, yes = 'Yes', no = 'No' }: { value: boolean; yes?: string; no?: string }) {
  return value ? <Badge variant="light" color="tide">{yes}</Badge> : <Badge variant="default" c="dimmed" fw={500}>{no}</Badge>;
}
