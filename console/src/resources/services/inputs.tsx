import { Group, Input, NumberInput, Radio, SegmentedControl, SimpleGrid, Text } from '@mantine/core';
import { Unit, unitWidth } from '~/resource/AmountInput';
import type { FieldProps } from '~/resource/types';
import { APPLICATIONS, TYPES, typeLabel } from './words';

/** When a service bills: chosen once, when it is made. */
export function TypeInput({ value, values, error, label, onChange }: FieldProps) {
  if (values.id) {
    const type = TYPES.find((entry) => entry.value === value);
    return (
      <Input.Wrapper label={label} description="Fixed since the service was created." inputWrapperOrder={['label', 'description', 'input', 'error']}>
        <Text size="sm" mt={4}><strong>{typeLabel(String(value))}</strong> <Text span c="dimmed" size="sm">{type?.hint}</Text></Text>
      </Input.Wrapper>
    );
  }
  return (
    <Radio.Group label={label} description="This cannot be changed later." inputWrapperOrder={['label', 'description', 'input', 'error']} error={error} withAsterisk name="type" value={String(value ?? '')} onChange={onChange}>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="xs" mt={8}>
        {TYPES.map((type) => (
          <Radio.Card key={type.value} value={type.value} className="choice" aria-label={`${type.label}: ${type.hint}`}>
            <Group wrap="nowrap" gap={10} align="flex-start">
              <Radio.Indicator size="xs" mt={2} />
              <div>
                <Text size="sm" fw={580} lh={1.3}>{type.label}</Text>
                <Text size="xs" c="dimmed" mt={2} lh={1.35}>{type.hint}</Text>
              </div>
            </Group>
          </Radio.Card>
        ))}
      </SimpleGrid>
    </Radio.Group>
  );
}

/** Whether a service takes or gives. */
export function ApplicationInput({ value, error, label, onChange }: FieldProps) {
  return (
    <Input.Wrapper label={label} description="A charge makes debits, a credit makes discounts." inputWrapperOrder={['label', 'description', 'input', 'error']} error={error} labelElement="div">
      <div><SegmentedControl mt={6} aria-label={label} data={APPLICATIONS} value={String(value)} onChange={onChange} /></div>
    </Input.Wrapper>
  );
}

/** A speed in megabits, kept in kilobits as the API has it. */
export function SpeedInput({ value, error, label, onChange, name }: FieldProps & { name: string }) {
  return (
    <NumberInput label={label} error={error} withAsterisk name={name} hideControls allowNegative={false} decimalScale={3} inputMode="decimal" rightSection={<Unit>Mbit/s</Unit>}
      rightSectionWidth={unitWidth('Mbit/s')} value={value === null || value === undefined ? '' : Number(value) / 1000}
      onChange={(next) => onChange(next === '' ? null : Math.round(Number(next) * 1000))} />
  );
}
