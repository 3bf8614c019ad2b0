import { Alert, SimpleGrid, Text } from '@mantine/core';
import { Fragment } from 'react';
import { FieldInput } from './FieldInput';
import type { FormState } from './form';
import type { Field } from './types';

/** The inputs of a declared form, two abreast where the definition says so. */
export function Fields({ fields, form, isNew, focus = true }: { fields: Field[]; form: FormState; isNew: boolean; focus?: boolean }) {
  const shown = fields.filter((field) => !field.when || field.when(form.values, isNew));
  return (
      <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
        {shown.map((field, index) => (
          <Fragment key={field.name}>
            {field.section && <h3 className="fieldsection">{field.section}</h3>}
            <div style={field.half ? undefined : { gridColumn: '1 / -1' }}>
              <FieldInput field={field} values={form.values} error={form.errors[field.name]} autoFocus={focus && index === 0}
                onChange={(value) => form.set(field.name, value)} patch={form.patch} />
            </div>
          </Fragment>
        ))}
      </SimpleGrid>
  );
}

/** The refusal that no field of the form can show. */
export function Problem({ form }: { form: FormState }) {
  if (!form.problem) return null;
  return (
    <Alert color="red" mb="sm" role="alert" p="xs">
      {form.problem.message}
      {form.problem.transient && form.problem.requestId && <Text size="xs" className="mono" mt={4}>Request {form.problem.requestId}</Text>}
    </Alert>
  );
}
