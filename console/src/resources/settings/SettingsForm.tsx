import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, type ApiPath } from '~/api/client';
import { changed, queryClient } from '~/api/query';
import { useCan } from '~/api/session';
import { Fields, Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import type { Field, Values } from '~/resource/types';
import { Card, PageHeader } from '~/ui/Page';
import { Failure, Lines } from '~/ui/States';
import { done } from '~/ui/toast';

interface Props {
  title: string;
  description: string;
  path: ApiPath<'get'> & ApiPath<'patch'>;
  /** Cache key, and what else reads it. */
  entity: string;
  fields: Field[];
  toForm?: (stored: Values) => Values;
  toBody?: (values: Values) => Values;
  aside?: (stored: Values) => ReactNode;
  /** Shown beside the form, from what is typed. */
  beside?: (values: Values) => ReactNode;
}

/** A screen for a settings object: there is one, it is read and changed, never created or deleted. */
export function SettingsForm(props: Props) {
  const stored = useQuery({ queryKey: [props.entity], queryFn: () => api.get<Values>(props.path) });
  const [saves, setSaves] = useState(0);
  // Only what this form shows starts it anew: a reading of the same values must not take away what somebody types.
  const key = stored.data && JSON.stringify([saves, ...props.fields.map(({ name }) => stored.data[name])]);
  return (
    <>
      <PageHeader title={props.title} description={props.description} />
      <div className={props.beside ? 'beside' : 'narrow'}>
        {stored.isError ? <Card><Failure error={stored.error} onRetry={() => void stored.refetch()} /></Card>
          : !stored.data ? <Card><Lines count={props.fields.length} height={40} /></Card>
          : <Body key={key} {...props} stored={stored.data} onSaved={() => setSaves((count) => count + 1)} />}
      </div>
    </>
  );
}

function Body({ stored, onSaved, path, entity, fields, toForm, toBody, aside, beside }: Props & { stored: Values; onSaved: () => void }) {
  const form = useForm(toForm?.(stored) ?? Object.fromEntries(fields.map(({ name }) => [name, stored[name] ?? ''])), fields);
  const can = useCan();
  const allowed = can('settings.update');
  const save = async () => {
    let saved: Values | undefined;
    const ok = await form.submit(async (values) => {
      saved = await api.patch<Values>(path, toBody?.(values) ?? values);
    });
    if (!ok) return;
    queryClient.setQueryData([entity], saved);
    onSaved();
    changed(entity);
    done('Saved');
  };
  return (
    <>
      <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}>
        <Card>
          <fieldset disabled={!allowed} style={{ all: 'unset', display: 'block' }}>
            <Problem form={form} />
            <Fields fields={fields} form={form} isNew={false} focus={false} />
            {aside?.(stored)}
            <Group mt="lg">
              <Button type="submit" loading={form.busy} disabled={!form.dirty}>Save</Button>
              {form.dirty && <Text size="sm" c="dimmed">Not saved yet</Text>}
            </Group>
          </fieldset>
        </Card>
      </form>
      {beside && <div className="sticky">{beside(form.values)}</div>}
    </>
  );
}
