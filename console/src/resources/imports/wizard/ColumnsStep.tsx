import { Alert, Badge, Button, Group, Select, Text, type ComboboxItem } from '@mantine/core';
import { useState } from 'react';
import { api } from '~/api/client';
import type { DataImport, ImportColumn, ImportField, ImportType } from '~/api/imports';
import { formatCount } from '~/lib/format';
import { Lines } from '~/ui/States';
import { mappingOf, missing, type Mapping } from '../columns';
import { useStep } from './useStep';

interface Props {
  one: DataImport;
  type: ImportType | undefined;
  onForward: () => void;
  onBack: () => void;
}

/** Which column is which field. What was matched by itself is shown with the reason; a field has one column. */
export function ColumnsStep({ one, type, onForward, onBack }: Props) {
  const stored = mappingOf(one.columns);
  const [mapping, setMapping] = useState<Mapping>(stored);
  const [asked, setAsked] = useState(false);
  const { busy, refusal, send } = useStep();
  if (!type) return <div className="body"><Lines count={8} height={34} /></div>;
  const lacking = missing(mapping, type.fields);
  const untouched = Object.entries(mapping).every(([letter, field]) => stored[letter] === field);
  const confirm = async () => {
    setAsked(true);
    if (lacking.length) return;
    if (one.stage === 'review' && untouched) return onForward();
    await send(() => api.patch<DataImport>(`/data_imports/${one.id}`, { columns: mapping }));
  };
  const matched = Object.values(mapping).filter(Boolean).length;
  return (
    <div className="body step">
      <Text fw={620}>What is in which column?</Text>
      <Text size="sm" c="dimmed" mb="sm">{formatCount(matched)} of {formatCount(one.columns.length)} columns are imported. Columns without a field are left out.</Text>
      {refusal && <Alert color="red" role="alert" p="xs" mb="sm">{refusal.message}</Alert>}
      <div className="matching" role="table" aria-label="Columns and fields">
        <div role="row" className="matchhead"><span role="columnheader">Column of the file</span><span role="columnheader">Examples</span><span role="columnheader">Becomes</span><span role="columnheader" className="visually-hidden">How it was matched</span></div>
        {one.columns.map((column) => (
          <Line key={column.letter} column={column} type={type} mapping={mapping} {...(stored[column.letter] === mapping[column.letter] ? { why: column.matched_by } : { why: 'hand' })}
            error={refusal?.fields[`columns.${column.letter}`]} onChange={(field) => setMapping((now) => ({ ...now, [column.letter]: field }))} />
        ))}
      </div>
      <footer>
        <Missing lacking={lacking.map(({ label }) => label)} loud={asked} />
        <Group gap="xs" wrap="nowrap">
          <Button variant="default" onClick={onBack}>Back</Button>
          <Button loading={busy} onClick={() => void confirm()} autoFocus>Continue</Button>
        </Group>
      </footer>
    </div>
  );
}

interface LineProps {
  column: ImportColumn;
  type: ImportType;
  mapping: Mapping;
  why: string | null;
  error: string | undefined;
  onChange: (field: string | null) => void;
}

const WHY: Record<string, string> = { name: 'By its name', content: 'By content', hand: 'Chosen' };

function Line({ column, type, mapping, why, error, onChange }: LineProps) {
  const chosen = mapping[column.letter] ?? null;
  const holder = (name: string) => Object.entries(mapping).find(([letter, field]) => field === name && letter !== column.letter)?.[0];
  const options = type.fields.map(({ name, label, required }) => {
    const other = holder(name);
    return { value: name, label: `${label}${required ? ' *' : ''}${other ? `, column ${other}` : ''}`, disabled: other !== undefined };
  });
  const groups = [
    { group: 'Still required', items: options.filter(({ value, disabled }) => !disabled && requires(type, value)) },
    { group: 'Optional', items: options.filter(({ value, disabled }) => !disabled && !requires(type, value)) },
    { group: 'In another column', items: options.filter(({ disabled }) => disabled) },
  ].filter(({ items }) => items.length > 0);
  const field = type.fields.find(({ name }) => name === chosen);
  const samples = [...new Set(column.samples)];
  return (
    <div role="row" className="matchline" data-unused={chosen === null || undefined}>
      <div role="cell" className="matchname"><i>{column.letter}</i><b>{column.header || `Column ${column.letter}`}</b></div>
      <div role="cell" className="matchsamples">{samples.length ? samples.map((sample, index) => <span key={index}>{sample}</span>) : <Text span size="sm" c="dimmed">Empty</Text>}</div>
      <div role="cell">
        <Select aria-label={`Field for column ${column.letter}`} placeholder="Not imported" data={groups} renderOption={({ option }) => <FieldOption option={option} field={type.fields.find(({ name }) => name === option.value)} />} value={chosen} onChange={onChange} searchable clearable
          clearButtonProps={{ 'aria-label': `Leave column ${column.letter} out` }} nothingFoundMessage="No such field" maxDropdownHeight={320} error={error} title={field?.description} />
      </div>
      <div role="cell" className="matchwhy">{chosen && why && <Badge variant="light" color={why === 'hand' ? 'gray' : 'tide'}>{WHY[why] ?? why}</Badge>}</div>
    </div>
  );
}

const requires = (type: ImportType, name: string) => type.fields.some((field) => field.name === name && field.required);

/** A field among the choices, with what belongs into it. */
function FieldOption({ option, field }: { option: ComboboxItem; field: ImportField | undefined }) {
  return (
    <div>
      <Text size="sm">{option.label}</Text>
      {!option.disabled && field?.description && <Text size="xs" c="dimmed" lineClamp={2} aria-hidden>{field.description}{field.example && ` For example ${field.example}`}</Text>}
    </div>
  );
}

function Missing({ lacking, loud }: { lacking: string[]; loud: boolean }) {
  if (lacking.length === 0) return <Text size="sm" c="dimmed">Every required field has its column.</Text>;
  return <Text size="sm" {...(loud ? { c: 'red', role: 'alert' } : { c: 'dimmed' })}><b>Still without a column:</b> {lacking.join(', ')}</Text>;
}
