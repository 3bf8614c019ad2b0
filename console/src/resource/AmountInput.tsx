import { NumberInput, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { applicationQuery } from '~/api/lookups';
import { DEFAULT_SETTINGS } from '~/lib/format';

/** The unit of a number, behind it. */
export function Unit({ children }: { children: ReactNode }) {
  return <Text span size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>{children}</Text>;
}

/** Room for a unit in an input. */
export const unitWidth = (unit: string) => Math.max(34, unit.length * 7 + 20);

interface Props {
  label: ReactNode;
  description?: ReactNode;
  error?: ReactNode;
  name?: string;
  withAsterisk?: boolean;
  /** Text with a point before the decimals, as the API takes it; empty for none. */
  value: string;
  onChange: (value: string | null) => void;
  places: number;
  /** What stands behind the number; the currency stands before it when there is none. */
  unit?: string | undefined;
}

/** An amount in the operator's way of writing. It is kept and sent as text, so that no digit is lost on the way. */
export function AmountInput({ value, onChange, places, unit, ...common }: Props) {
  const settings = useQuery(applicationQuery).data ?? DEFAULT_SETTINGS;
  const sign = settings.currency_symbol;
  const around = unit
    ? { rightSection: <Unit>{unit}</Unit>, rightSectionWidth: unitWidth(unit) }
    : { leftSection: <Unit>{sign}</Unit>, leftSectionWidth: unitWidth(sign) };
  return (
    <NumberInput {...common} {...around} hideControls allowNegative={false} valueIsNumericString value={value} decimalScale={places} fixedDecimalScale={places === 2}
      decimalSeparator={settings.decimal_separator} thousandSeparator={settings.thousands_separator} inputMode="decimal" autoComplete="off"
      onFocus={(event) => event.currentTarget.select()}
      onValueChange={(next, { source }) => String(source) === 'event' && onChange(next.value === '' ? null : next.value)} />
  );
}
