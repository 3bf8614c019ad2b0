import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, ApiError } from '~/api/client';
import { changed } from '~/api/query';
import { customFieldsQuery } from '~/api/lookups';
import type { CustomField, CustomFieldValue } from '~/api/models';
import { useCan } from '~/api/session';
import { Fields, Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import type { Field, Values } from '~/resource/types';
import { Card } from '~/ui/Page';
import { Empty, Failure, Lines } from '~/ui/States';
import { done } from '~/ui/toast';

/** The operator's own fields of an account, all in one form. */
export function CustomFieldsTab({ account }: { account: number }) {
  const path = `/entity_custom_fields/accounts/${account}` as const;
  const query = { limit: 1000 };
  const fields = useQuery(customFieldsQuery);
  const values = useQuery({ queryKey: ['custom_field_values', path, query], queryFn: () => api.list<CustomFieldValue>(path, query) });
  const failure = fields.error ?? values.error;
  if (failure) return <Card><Failure error={failure} onRetry={() => (void fields.refetch(), void values.refetch())} /></Card>;
  if (!fields.data || !values.data) return <Card><Lines count={5} height={34} /></Card>;
  const active = fields.data.filter((field) => field.active && field.entity_type === 'account');
  if (active.length === 0) return <Card><Empty title="No custom fields" hint="An administrator can add fields under Customer settings, Custom fields." /></Card>;
  return <Form key={values.dataUpdatedAt} account={account} fields={active} stored={values.data.data} />;
}

const asField = (field: CustomField): Field => ({
  name: String(field.id),
  label: field.name,
  kind: ({ text: 'text', checkbox: 'switch', select: 'select', date: 'date' } as const)[field.type],
  asText: true,
  half: true,
  options: field.select_options.map(({ text }) => ({ value: text, label: text })),
  ...(field.unique ? { hint: 'No two accounts may share this value.' } : {}),
});

const isTicked = (data: unknown) => data === true || data === '1' || data === 1 || data === 'true';

function Form({ account, fields, stored }: { account: number; fields: CustomField[]; stored: CustomFieldValue[] }) {
  const initial: Values = Object.fromEntries(fields.map((field) => {
    const data = stored.find((row) => row.custom_field_id === field.id)?.data ?? null;
    return [String(field.id), field.type === 'checkbox' ? isTicked(data) : (data ?? '')];
  }));
  const declared = fields.map(asField);
  const form = useForm(initial, declared);
  const can = useCan();
  const save = async () => {
    const ok = await form.submit(async (values) => {
      const refused: Record<string, string> = {};
      for (const name of Object.keys(values).filter((key) => values[key] !== initial[key])) {
        try {
          await api.patch(`/entity_custom_fields/accounts/${account}/${name}`, { data: values[name] });
        } catch (error) {
          if (!(error instanceof ApiError) || error.status !== 422) throw error;
          refused[name] = error.fields.data ?? error.message;
        }
      }
      if (Object.keys(refused).length) throw new ApiError(422, '', refused);
    });
    if (!ok) return;
    changed('custom_field_values');
    done('Saved');
  };
  return (
    <Card title="Custom fields">
      <form noValidate onSubmit={(event) => (event.preventDefault(), void save())} style={{ maxWidth: 720 }}>
        <Problem form={form} />
        <Fields fields={declared} form={form} isNew={false} focus={false} />
        <Group mt="lg">
          <Button type="submit" loading={form.busy} disabled={!form.dirty || !can('custom_field_values.update')}>Save</Button>
          {form.dirty && <Text size="sm" c="dimmed">Not saved yet</Text>}
        </Group>
      </form>
    </Card>
  );
}
