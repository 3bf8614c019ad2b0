import type { ImportOption } from '~/api/imports';
import { humanize } from '~/lib/format';
import type { Field, Values } from '~/resource/types';

/** The form for the extra fields of a type. */
export const optionFields = (options: ImportOption[]): Field[] =>
  options.map(({ name, required, description }) => ({ name, label: humanize(name.replace(/_id$/, '')), required, hint: description }));

/** What stands in that form before anything is typed. */
export function optionDefaults(options: ImportOption[]): Values {
  return Object.fromEntries(options.map(({ name, default: preset }) => [name, preset === null ? '' : plain(preset)]));
}

function plain(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
