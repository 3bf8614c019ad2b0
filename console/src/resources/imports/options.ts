import { useQuery } from '@tanstack/react-query';
import type { ApiPath } from '~/api/client';
import type { ImportOption } from '~/api/imports';
import { all, toOptions, type Option } from '~/api/lookups';
import type { Named } from '~/api/models';
import { humanize } from '~/lib/format';
import type { Field, Values } from '~/resource/types';

/** Where the rows are that an option names by id. */
const REFERENCES: Record<string, { path: ApiPath<'get'>; entity: string }> = {
  voice_provider_id: { path: '/system/voice/voice_providers', entity: 'voice_providers' },
};

function useReferenced(name: string): Option[] | undefined {
  const { path, entity } = REFERENCES[name]!;
  const rows = useQuery(all<Named>(path, entity)).data;
  return rows && toOptions(rows);
}

/** The choices of each option that names a row; made once, because inputs hold on to their hooks. */
const CHOICES: Record<string, () => Option[] | undefined> = Object.fromEntries(Object.keys(REFERENCES).map((name) => [name, () => useReferenced(name)]));

/** Where the field's own word is another one. */
const WORDS: Record<string, string> = { percentage_increase: 'Charge percent' };

export const optionLabel = (name: string) => WORDS[name] ?? humanize(name.replace(/_id$/, ''));

/** What kind of input an option gets: from what it is called, and from what it is when it is left out. */
function kindOf({ name, default: preset }: ImportOption): Partial<Field> {
  const use = CHOICES[name];
  if (use) return { kind: 'select', useOptions: use };
  if (/percent/.test(name)) return { kind: 'amount', places: 6, unit: '%', half: true };
  if (/(^|_)(rate|amount)$/.test(name)) return { kind: 'amount', places: 6, unit: 'per minute', half: true };
  const given = preset === null ? null : plain(preset);
  if (typeof given === 'boolean') return { kind: 'switch' };
  return typeof given === 'number' || /_in_|_id$/.test(name) ? { kind: 'number', half: true } : {};
}

/** The form for the extra fields of a type. */
export const optionFields = (options: ImportOption[]): Field[] =>
  options.map((option) => ({ name: option.name, label: optionLabel(option.name), required: option.required, hint: option.description, ...kindOf(option) }));

/** What stands in that form before anything is typed. */
export function optionDefaults(options: ImportOption[], stored: Values = {}): Values {
  return Object.fromEntries(options.map(({ name, default: preset }) => [name, stored[name] ?? (preset === null ? '' : plain(preset))]));
}

/** An option as people read it: names instead of ids. */
export function useOptionText(name: string, value: unknown): string | null {
  const reference = REFERENCES[name];
  const rows = useQuery({ ...all<Named>(reference?.path ?? '/system/voice/voice_providers', reference?.entity ?? 'voice_providers'), enabled: !!reference }).data;
  if (value === null || value === undefined || value === '') return null;
  if (reference) return rows?.find(({ id }) => id === Number(value))?.name ?? `No. ${String(value)}`;
  return /percent/.test(name) ? `${String(value)} %` : String(value);
}

function plain(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
