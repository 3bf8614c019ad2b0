import { Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useProcessor } from '~/api/billing';
import type { Values } from '~/resource/types';

/** The numbers of the sandbox; it takes no others. */
export const TEST_CARDS: [number: string, what: string][] = [
  ['4242424242424242', 'Approved'], ['4000000000000002', 'Declined'], ['4000000000009995', 'No funds'], ['4000000000000127', 'Wrong code'], ['4000000000005001', 'Answer lost'],
];
export const TEST_BANK_ACCOUNTS: [number: string, what: string][] = [['000123456789', 'Approved'], ['000222222227', 'No funds'], ['000111111113', 'Closed']];
const ROUTING_NUMBER = '110000000';

/** Fills in a test number, while the processor is the sandbox. */
export function TestNumbers({ bank, onPick }: { bank?: boolean; onPick: (values: Values) => void }) {
  const processor = useProcessor();
  if (processor?.kind !== 'sandbox') return null;
  const expiration = `12${String(new Date().getFullYear() + 3).slice(2)}`;
  const pick = (account_number: string) => onPick(bank ? { account_number, routing_number: ROUTING_NUMBER } : { account_number, expiration, cvc: '123' });
  return (
    <section className="example" aria-label="Test numbers" style={{ marginBottom: 14 }}>
      <Text size="sm" fw={560}>The sandbox moves no money</Text>
      <Text size="xs" c="dimmed" mb={8}>It takes test numbers only. Pick what should happen:</Text>
      <Group gap={6}>
        {(bank ? TEST_BANK_ACCOUNTS : TEST_CARDS).map(([number, what]) => <Button key={number} size="compact-xs" variant="default" onClick={() => pick(number)}>{what}</Button>)}
      </Group>
    </section>
  );
}

/** Says so when nobody is there to charge with. */
export function NoProcessor() {
  return useProcessor()?.kind === 'none' ? (
    <Text size="sm" c="dimmed" px={14} py={10} style={{ borderBottom: '1px solid var(--line)' }}>
      No payment processor is set, so nothing can be stored or charged. <Link className="link" to="/settings/payment-processor">Set one</Link>
    </Text>
  ) : null;
}
