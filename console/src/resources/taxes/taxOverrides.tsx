import { Text } from '@mantine/core';
import { useTaxes, type TaxOverride } from '~/api/catalog';
import { toOptions } from '~/api/lookups';
import { rateText } from '~/lib/format';
import { AmountInput } from '~/resource/AmountInput';
import { defineResource, type FieldProps } from '~/resource/types';
import { Rate, rateUnit } from './taxes';

const useTax = (id: number) => useTaxes()?.find((row) => row.id === id);

function TaxName({ id }: { id: number }) {
  return <Text span size="sm" fw={560}>{useTax(id)?.name ?? ''}</Text>;
}

function Usual({ id }: { id: number }) {
  const tax = useTax(id);
  if (!tax) return null;
  return tax.type === 'geo' ? <Text span size="sm" c="dimmed">of the place</Text> : <Text span size="sm" c="dimmed"><Rate {...tax} /></Text>;
}

function Own({ row }: { row: TaxOverride }) {
  const tax = useTax(row.tax_id);
  if (!tax) return null;
  return Number(row.rate) === 0 ? <>Does not pay it</> : <Rate application={tax.application} rate={row.rate} />;
}

/** Percent or an amount, as the chosen tax is. */
function RateInput({ value, values, error, label, onChange }: FieldProps) {
  const tax = useTax(Number(values.tax_id));
  return (
    <AmountInput label={label} description="0 frees the account of this tax." error={error} withAsterisk name="rate" places={6} unit={rateUnit(tax?.application ?? 'percentage')}
      value={value === null ? '' : String(value)} onChange={onChange} />
  );
}

export const taxOverrides = (account: number) =>
  defineResource<TaxOverride>({
    entity: 'account_tax_overrides',
    path: `/accounts/${account}/account_tax_overrides`,
    title: 'Tax overrides',
    singular: 'tax override',
    permission: 'account_tax_overrides',
    searchable: false,
    labelOf: () => 'Tax override',
    columns: [
      { key: 'tax_id', label: 'Tax', sortable: true, render: (row) => <TaxName id={row.tax_id} /> },
      { key: 'usual', label: 'Usual rate', numeric: true, width: 160, render: (row) => <Usual id={row.tax_id} /> },
      { key: 'rate', label: 'Rate of this account', sortable: true, numeric: true, width: 220, render: (row) => <Own row={row} /> },
    ],
    fields: [
      { name: 'tax_id', label: 'Tax', kind: 'select', required: true, hint: 'The rate replaces the usual one, and those of places.', useOptions: () => toOptions(useTaxes()) },
      { name: 'rate', label: 'Rate of this account', half: true, input: (props) => <RateInput {...props} /> },
    ],
    blank: { tax_id: null, rate: '' },
    toForm: (row) => ({ tax_id: row.tax_id, rate: rateText(row.rate) }),
    emptyHint: 'This account pays the usual rates. Add one when it is exempt from a tax, or has a rate of its own.',
  });
