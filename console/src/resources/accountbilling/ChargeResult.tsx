import { Button, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconClockQuestion, IconX } from '@tabler/icons-react';
import { useFormat } from '~/lib/format';
import type { Charged } from './payment';

const ENDINGS = {
  approved: { title: 'Approved', color: 'tide', icon: IconCheck },
  declined: { title: 'Declined', color: 'red', icon: IconX },
  unknown: { title: 'No answer yet', color: 'yellow', icon: IconClockQuestion },
} as const;

interface Props {
  charged: Charged;
  amount: string;
  /** What was charged: `Card ending in 4242`. */
  what: string;
  onDone: () => void;
  onAgain: () => void;
}

/** How a charge ended, in the processor's words. Only a declined one can be tried again: it moved no money. */
export function ChargeResult({ charged, amount, what, onDone, onAgain }: Props) {
  const format = useFormat();
  const { title, color, icon: Icon } = ENDINGS[charged.ending];
  const words = charged.ending === 'approved' ? `${what} was charged ${format.money(amount)}.` : charged.message || 'The processor gave no reason.';
  return (
    <Stack align="center" gap={8} pt={36} ta="center" role="status" aria-label="Result">
      <ThemeIcon size={64} radius={64} color={color} variant="light"><Icon size={34} stroke={1.8} /></ThemeIcon>
      <Text fw={640} size="xl" mt={6}>{title}</Text>
      <Text size="sm" maw={360}>{words}</Text>
      {charged.ending === 'declined' && <Text size="sm" c="dimmed">{what} was not charged.</Text>}
      {charged.transaction_id && <Text size="xs" c="dimmed" className="mono">{charged.transaction_id}</Text>}
      <Group mt="lg" gap="xs">
        {charged.ending === 'declined' && <Button onClick={onAgain} data-autofocus>Try again</Button>}
        <Button variant={charged.ending === 'declined' ? 'default' : 'filled'} onClick={onDone}>{charged.ending === 'declined' ? 'Close' : 'Done'}</Button>
      </Group>
    </Stack>
  );
}
