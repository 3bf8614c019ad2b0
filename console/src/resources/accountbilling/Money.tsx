import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormat } from '~/lib/format';
import { fromCents } from './cents';

/** One line of a sum: its words on the left, its amount on the right. */
export function SumLine({ label, cents, strong, hint }: { label: ReactNode; cents: number; strong?: boolean; hint?: ReactNode }) {
  const format = useFormat();
  return (
    <div className="sumline" data-strong={strong || undefined}>
      <span>{label}{hint && <Text span size="xs" c="dimmed" display="block">{hint}</Text>}</span>
      <span className="tnum">{format.money(fromCents(cents))}</span>
    </div>
  );
}
