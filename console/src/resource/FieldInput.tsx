import { ColorInput, MultiSelect, NumberInput, PasswordInput, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { Option } from '~/api/lookups';
import { AmountInput, Unit, unitWidth } from './AmountInput';
import type { Field, Values } from './types';

const SWATCHES = ['#2f9e6e', '#3b82c4', '#8b7bd8', '#d9822b', '#c8503f', '#c2a32c', '#2b848c', '#8a9499'];

interface Props {
  field: Field;
  values: Values;
  error: string | undefined;
  onChange: (value: unknown) => void;
  patch: (values: Values) => void;
  autoFocus?: boolean;
}

/** One input of a declared form. */
export function FieldInput(props: Props) {
  const { field, values, error, onChange, patch } = props;
  if (field.input) return <>{field.input({ value: values[field.name], values, error, label: field.label, onChange, patch })}</>;
  // The hook belongs to the definition, which does not change between renders of one input.
  return field.useOptions ? <WithOptions {...props} use={field.useOptions} /> : <Plain {...props} options={field.options} />;
}

function WithOptions({ use, ...props }: Props & { use: () => Option[] | undefined }) {
  return <Plain {...props} options={use()} />;
}

function Plain({ field, values, error, onChange, options, autoFocus }: Props & { options: Option[] | undefined }) {
  const value = values[field.name];
  const text = value === null || value === undefined ? '' : String(value);
  const unit = typeof field.unit === 'function' ? field.unit(values) : field.unit;
  const common = {
    label: field.label,
    description: field.hint,
    error,
    withAsterisk: !!field.required,
    name: field.name,
    ...(autoFocus ? { 'data-autofocus': true } : {}),
  };
  switch (field.kind) {
    case 'textarea':
      return <Textarea {...common} autosize minRows={3} maxRows={14} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'number':
      return (
        <NumberInput {...common} hideControls value={text === '' ? '' : Number(text)} onChange={(next) => onChange(next === '' ? null : next)}
          {...(unit ? { rightSection: <Unit>{unit}</Unit>, rightSectionWidth: unitWidth(unit) } : {})} />
      );
    case 'amount':
      return <AmountInput {...common} value={text} onChange={onChange} places={field.places ?? 2} unit={unit} />;
    case 'password':
      return <PasswordInput {...common} autoComplete="new-password" value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'select': {
      const convert = (next: string | null) => (next === null ? null : field.asText ? next : Number(next));
      return (
        <Select {...common} data={options ?? []} value={text || null} searchable={(options?.length ?? 0) > 8} allowDeselect={!field.required}
          clearable={!field.required} nothingFoundMessage="Nothing found" limit={200} onChange={(next) => onChange(convert(next))} />
      );
    }
    case 'multiselect':
      return (
        <MultiSelect {...common} data={options ?? []} searchable clearable value={((value as unknown[]) ?? []).map(String)}
          onChange={(next) => onChange(field.asText ? next : next.map(Number))} />
      );
    case 'switch':
      return <Switch label={field.label} description={field.hint} error={error} name={field.name} checked={!!value} onChange={(event) => onChange(event.currentTarget.checked)} mt={6} />;
    case 'color':
      return <ColorInput {...common} swatches={SWATCHES} withPreview={text !== ''} value={text} onChange={onChange} />;
    case 'date':
      return <TextInput {...common} type="date" value={text} onChange={(event) => onChange(event.currentTarget.value || null)} />;
    case 'list':
      return <TagsInput {...common} value={(value as string[]) ?? []} onChange={onChange} placeholder="Type and press Enter" />;
    default:
      return <TextInput {...common} type={field.kind === 'email' ? 'email' : 'text'} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}
