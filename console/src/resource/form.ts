import { useState } from 'react';
import { ApiError } from '~/api/client';
import type { Field, Values } from './types';

export interface FormState {
  values: Values;
  errors: Record<string, string>;
  /** What belongs to no field of the form. */
  problem: ApiError | null;
  busy: boolean;
  dirty: boolean;
  set: (name: string, value: unknown) => void;
  patch: (values: Values) => void;
  submit: (send: (values: Values) => Promise<unknown>) => Promise<boolean>;
}

type Named = Pick<Field, 'name' | 'serverNames'>;

/** The form's share of an error: texts for its fields, and the rest in one line. */
export function splitErrors(error: ApiError, fields: Named[]): { errors: Record<string, string>; rest: string | null } {
  const errors: Record<string, string> = {};
  const rest: string[] = [];
  for (const [path, text] of Object.entries(error.fields)) {
    const owner = fields.find(({ name, serverNames }) => name === path || serverNames?.includes(path)) ?? fields.find(({ name }) => path.startsWith(`${name}.`));
    if (owner) errors[owner.name] ??= text;
    else rest.push(text);
  }
  if (Object.keys(error.fields).length === 0) rest.push(error.message);
  return { errors, rest: rest.length ? rest.join(' ') : null };
}

/** Refuses what a form can tell by itself, before anything is sent. */
export function refuse(problems: Record<string, string | undefined>): void {
  const found = Object.entries(problems).filter((entry): entry is [string, string] => !!entry[1]);
  if (found.length) throw new ApiError(422, '', Object.fromEntries(found));
}

/** The values of the fields that are shown: what a form hides is nothing that the server should be asked to keep. */
export function shownValues(fields: Field[], values: Values, isNew: boolean): Values {
  const shown = fields.filter((field) => !field.when || field.when(values, isNew));
  return Object.fromEntries(shown.map(({ name }) => [name, values[name]]));
}

/** The values of a form, its errors from the server, and sending it once at a time. */
export function useForm(initial: Values, fields: Named[]): FormState {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const patch = (change: Values) => {
    setValues((current) => ({ ...current, ...change }));
    setErrors((current) => Object.fromEntries(Object.entries(current).filter(([name]) => !(name in change))));
  };
  const submit = async (send: (values: Values) => Promise<unknown>) => {
    if (busy) return false;
    setBusy(true);
    setProblem(null);
    setErrors({});
    try {
      await send(values);
      return true;
    } catch (error) {
      const failure = error instanceof ApiError ? error : new ApiError(-1, 'Something went wrong.');
      const split = splitErrors(failure, fields);
      setErrors(split.errors);
      setProblem(split.rest === null ? null : new ApiError(failure.status, split.rest, {}, failure.requestId));
      return false;
    } finally {
      setBusy(false);
    }
  };
  const dirty = JSON.stringify(values) !== JSON.stringify(initial);
  return { values, errors, problem, busy, dirty, set: (name, value) => patch({ [name]: value }), patch, submit };
}
