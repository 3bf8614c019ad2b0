import { ActionIcon, Group, Input, Select, Stack, Text, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { useServiceOptions, useServices } from '~/api/catalog';
import { useFormat } from '~/lib/format';
import type { FieldProps } from '~/resource/types';
import { Price } from '~/resources/services/services';
import { Lines } from '~/ui/States';
import { moved, totals, totalsText } from './totals';

/** The services of a package in their order, and what they come to. */
export function ServicePicker({ value, error, label, onChange }: FieldProps) {
  const chosen = (value as number[] | null) ?? [];
  const services = useServices();
  const options = (useServiceOptions() ?? []).filter((option) => !chosen.includes(Number(option.value)));
  const { money } = useFormat();
  if (!services) return <Input.Wrapper label={label} withAsterisk><Lines count={3} height={30} /></Input.Wrapper>;
  const rows = chosen.map((id) => ({ id, service: services.find((row) => row.id === id) }));
  const sum = totals(rows.flatMap((row) => row.service ?? []));
  return (
    <Input.Wrapper label={label} description="On invoices they stand in this order." inputWrapperOrder={['label', 'description', 'input', 'error']} error={error} withAsterisk labelElement="div">
      <Stack gap={0} className="card" mt={6} role="list" aria-label="Services of the package">
        {rows.length === 0 && <Text size="sm" c="dimmed" p="sm">None yet. Choose the first one below.</Text>}
        {rows.map(({ id, service }, index) => {
          const name = service?.name ?? `Service ${id}`;
          const act = (icon: typeof IconX, words: string, next: number[], disabled = false) => {
            const Icon = icon;
            return <Tooltip label={words}><ActionIcon variant="subtle" color="gray" disabled={disabled} aria-label={`${words} ${name}`} onClick={() => onChange(next)}><Icon size={15} stroke={1.7} /></ActionIcon></Tooltip>;
          };
          return (
            <Group key={id} role="listitem" gap={6} wrap="nowrap" px="sm" mih={42} className="pickline">
              <Text size="sm" fw={540} style={{ flex: 1, minWidth: 0 }} truncate>{name}{service && !service.active && <Text span size="xs" c="dimmed"> (not sold any more)</Text>}</Text>
              <Text size="sm" className="tnum" style={{ whiteSpace: 'nowrap' }} mr={6}>{service && <Price service={service} />}</Text>
              {act(IconArrowUp, 'Move up', moved(chosen, index, -1), index === 0)}
              {act(IconArrowDown, 'Move down', moved(chosen, index, 1), index === chosen.length - 1)}
              {act(IconX, 'Take out', chosen.filter((other) => other !== id))}
            </Group>
          );
        })}
        <Group justify="space-between" px="sm" mih={42} style={{ borderTop: '1px solid var(--line)' }}>
          <Text size="sm" c="dimmed">Before taxes</Text>
          <Text size="sm" fw={620} className="tnum">{totalsText(sum, money)}</Text>
        </Group>
      </Stack>
      <Select aria-label="Add a service" placeholder="Add a service" mt="xs" data={options} value={null} searchable nothingFoundMessage="Nothing found" key={chosen.length}
        onChange={(next) => next && onChange([...chosen, Number(next)])} />
    </Input.Wrapper>
  );
}
