import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormat } from '~/lib/format';
import { fromCents } from './cents';
import { SumLine } from './Money';
import type { Charge } from './prorate';

/** The numbers that a charge is made of: `22 of 31 days x $12.50 x 2`. */
export function useFormula() {
  const format = useFormat();
  return ({ price_in_cents, quantity, months, days }: Pick<Charge, 'price_in_cents' | 'quantity' | 'months' | 'days'>) => [
    ...(days ? [`${days.remaining} of ${days.all} days`] : []), format.money(fromCents(Math.abs(price_in_cents))),
    ...(Math.abs(quantity) === 1 ? [] : [String(Math.abs(quantity))]), ...(months === 1 ? [] : [`${months} months`]),
  ].join(' × ');
}

/** What a change books now, before it is made. `none` says why where it books nothing. */
export function ChargeNow({ charges, none, children, atMost }: { charges: Charge[]; none: string; children?: ReactNode; atMost?: boolean }) {
  const formula = useFormula();
  const total = charges.reduce((sum, charge) => sum + charge.amount_in_cents, 0);
  return (
    <section className="example" aria-label="Charged now" aria-live="polite" style={{ marginTop: 18 }}>
      {charges.length === 0 ? <Text size="sm" fw={560}>{none}</Text> : (
        <>
          {charges.length > 1 && charges.map((charge) => <SumLine key={charge.what} label={charge.what} hint={formula(charge)} cents={charge.amount_in_cents} />)}
          <SumLine strong label={total < 0 ? (atMost ? 'Given back now, at most' : 'Given back now') : 'Charged now'} cents={Math.abs(total)} hint={charges.length === 1 ? formula(charges[0]!) : undefined} />
          <Text size="xs" c="dimmed" mt={4}>Before taxes.{atMost && ' Nothing is given back that was not charged.'}</Text>
        </>
      )}
      {children}
    </section>
  );
}
