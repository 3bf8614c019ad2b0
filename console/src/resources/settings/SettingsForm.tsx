import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, type ApiPath } from '~/api/client';
import { changed } from '~/api/query';
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
}

/** A screen for a settings object: there is one, it is read and changed, never created or deleted. */
export function SettingsForm(props: Props) {
  const stored = useQuery({ queryKey: [props.entity], queryFn: () => api.get<Values>(props.path) });
  return (
    <>
      <PageHeader title={props.title} description={props.description} />
      <div style={{ maxWidth: 720 }}>
        <Card>
          {stored.isError ? <Failure error={stored.error} onRetry={() => void stored.refetch()} /> : !stored.data ? <Lines count={props.fields.length} height={40} /> : <Body key={stored.dataUpdatedAt} {...props} stored={stored.data} />}
        </Card>
      </div>
    </>
  );
}

function Body({ stored, path, entity, fields, toForm, toBody, aside }: Props & { stored: Values }) {
  const form = useForm(toForm?.(stored) ?? Object.fromEntries(fields.map(({ name }) => [name, stored[name] ?? ''])), fields);
  const can = useCan();
  const allowed = can('settings.update');
  const save = async () => {
    const ok = await form.submit((values) => api.patch(path, toBody?.(values) ?? values));
    if (!ok) return;
    changed(entity);
    done('Saved');
  };
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}>
      <fieldset disabled={!allowed} style={{ all: 'unset', display: 'block' }}>
        <Problem form={form} />
        <Fields fields={fields} form={form} isNew={false} focus={false} />
        {aside?.(stored)}
        <Group mt="lg">
          <Button type="submit" loading={form.busy} disabled={!form.dirty}>Save</Button>
          {form.dirty && <Text size="sm" c="dimmed">Not saved yet</Text>}
        </Group>
      </fieldset>
    </form>
  );
}
