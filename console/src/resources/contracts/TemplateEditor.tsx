import { ActionIcon, Button, Group, Menu, ScrollArea, SimpleGrid, Text, Textarea, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconBold, IconBraces, IconH1, IconH2, IconItalic, IconList, IconPilcrow, type Icon } from '@tabler/icons-react';
import { useRef } from 'react';
import { api } from '~/api/client';
import type { FieldProps } from '~/resource/types';
import { Html } from '~/ui/Html';
import { withSamples } from './samples';

interface Variable {
  name: string;
  description: string;
}

const MARKS: { label: string; icon: Icon; before: string; after: string }[] = [
  { label: 'Heading', icon: IconH1, before: '<h1>', after: '</h1>' },
  { label: 'Subheading', icon: IconH2, before: '<h2>', after: '</h2>' },
  { label: 'Paragraph', icon: IconPilcrow, before: '<p>', after: '</p>' },
  { label: 'Bold', icon: IconBold, before: '<strong>', after: '</strong>' },
  { label: 'Italic', icon: IconItalic, before: '<em>', after: '</em>' },
  { label: 'List', icon: IconList, before: '<ul>\n  <li>', after: '</li>\n</ul>' },
];

/** HTML on the left, what the customer will read on the right. */
export function TemplateEditor({ value, error, label, onChange }: FieldProps) {
  const text = String(value ?? '');
  const area = useRef<HTMLTextAreaElement>(null);
  const variables = useQuery({ queryKey: ['contract_template_variables'], queryFn: async () => (await api.list<Variable>('/system/contract_templates/variables')).data, staleTime: Infinity });
  const wrap = (before: string, after: string) => {
    const box = area.current;
    const [start, end] = [box?.selectionStart ?? text.length, box?.selectionEnd ?? text.length];
    onChange(text.slice(0, start) + before + text.slice(start, end) + after + text.slice(end));
    requestAnimationFrame(() => {
      box?.focus();
      box?.setSelectionRange(start + before.length, end + before.length);
    });
  };
  return (
    <div>
      <Group gap={4} mb={6}>
        <Text size="sm" fw={500} mr={8}>{label}</Text>
        {MARKS.map(({ label: name, icon: Mark, before, after }) => (
          <Tooltip key={name} label={name}><ActionIcon variant="default" aria-label={name} onClick={() => wrap(before, after)}><Mark size={16} stroke={1.7} /></ActionIcon></Tooltip>
        ))}
        <Menu shadow="md" width={320}>
          <Menu.Target><Button size="xs" variant="default" leftSection={<IconBraces size={15} />}>Insert variable</Button></Menu.Target>
          <Menu.Dropdown>
            <ScrollArea.Autosize mah={320}>
              {variables.data?.map((variable) => (
                <Menu.Item key={variable.name} onClick={() => wrap(`{{${variable.name}}}`, '')}>
                  <span className="mono">{variable.name}</span>
                  <Text size="xs" c="dimmed">{variable.description}</Text>
                </Menu.Item>
              ))}
            </ScrollArea.Autosize>
          </Menu.Dropdown>
        </Menu>
      </Group>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
        <Textarea ref={area} aria-label={label} error={error} value={text} onChange={(event) => onChange(event.currentTarget.value)} spellCheck
          styles={{ input: { height: '52vh', resize: 'vertical', fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.84rem', lineHeight: 1.55 } }} />
        <div className="card" style={{ height: '52vh', overflow: 'auto', padding: '8px 22px' }} aria-label="Preview"><Html html={withSamples(text)} /></div>
      </SimpleGrid>
    </div>
  );
}
