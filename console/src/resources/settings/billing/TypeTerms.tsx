import { ActionIcon, Button, Drawer, Group, Text, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconArrowBackUp, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { api, ApiError } from '~/api/client';
import { useTypes } from '~/api/lookups';
import type { AccountType } from '~/api/models';
import { changed } from '~/api/query';
import { useCan } from '~/api/session';
import { Fields, Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import type { Values } from '~/resource/types';
import { DataTable } from '~/ui/DataTable';
import { Card } from '~/ui/Page';
import { done, failed } from '~/ui/toast';
import { termsText } from './example';
import { BillExample, termFields, termsBody } from './terms';

export type BillingSettings = Values & { account_types: Record<string, Values> };
export const billingQuery = { queryKey: ['billing'], queryFn: () => api.get<BillingSettings>('/system/billing') };

const store = async (account_types: Record<string, Values>) => {
  await api.patch('/system/billing', { account_types });
  changed('billing');
};

/** Terms of new accounts by their type, where they are not the general ones. */
export function TypeTerms() {
  const settings = useQuery(billingQuery).data;
  const types = useTypes();
  const [edited, setEdited] = useState<AccountType | null>(null);
  const mayChange = useCan()('settings.update');
  const own = settings?.account_types ?? {};
  const drop = async (type: AccountType) => {
    try {
      await store(Object.fromEntries(Object.entries(own).filter(([id]) => id !== String(type.id))));
      done(`${type.name} has the general terms`);
    } catch (error) {
      failed(error);
    }
  };
  return (
    <Card title="Other terms by account type" padded={false}>
      <DataTable label="Terms by account type" rows={settings && types} expected={2} onOpen={setEdited}
        columns={[
          { key: 'name', label: 'Account type', width: '30%', render: (row) => <Text span size="sm" fw={560}>{row.name}</Text> },
          { key: 'terms', label: 'Terms of new accounts', render: (row) => (own[row.id] ? <Text span size="sm">{capital(termsText(own[row.id]!))}</Text> : <Text span size="sm" c="dimmed">As above</Text>) },
        ]}
        actions={(row) => mayChange && (
          <Group gap={2} justify="flex-end" wrap="nowrap">
            {own[row.id] && <Tooltip label="As above"><ActionIcon variant="subtle" color="gray" aria-label={`Use the general terms for ${row.name}`} onClick={() => void drop(row)}><IconArrowBackUp size={16} stroke={1.6} /></ActionIcon></Tooltip>}
            <Tooltip label="Edit"><ActionIcon variant="subtle" color="gray" aria-label={`Edit the terms of ${row.name}`} onClick={() => setEdited(row)}><IconPencil size={16} stroke={1.6} /></ActionIcon></Tooltip>
          </Group>
        )} />
      <Drawer opened={edited !== null} onClose={() => setEdited(null)} size={560} title={<Text fw={640} size="lg">Terms for {edited?.name}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
        {edited && settings && <TermsForm key={edited.id} type={edited} settings={settings} onClose={() => setEdited(null)} />}
      </Drawer>
    </Card>
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function TermsForm({ type, settings, onClose }: { type: AccountType; settings: BillingSettings; onClose: () => void }) {
  const key = String(type.id);
  const before = settings.account_types[key] ?? settings;
  const names = termFields.map((field) => field.name);
  const form = useForm(Object.fromEntries(names.map((name) => [name, before[name] ?? null])), termFields);
  const allowed = useCan()('settings.update');
  const save = async () => {
    const ok = await form.submit(async (values) => {
      try {
        await store({ ...settings.account_types, [key]: termsBody(termFields, values) });
      } catch (error) {
        throw error instanceof ApiError ? ownErrors(error, key) : error;
      }
    });
    if (!ok) return;
    done('Saved');
    onClose();
  };
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}>
      <fieldset disabled={!allowed} style={{ all: 'unset', display: 'block' }}>
        <Problem form={form} />
        <Fields fields={termFields} form={form} isNew={false} />
        <BillExample values={form.values} />
        <Group mt="lg" gap="xs">
          <Button type="submit" loading={form.busy}>Save</Button>
          <Button variant="default" onClick={onClose}>Cancel</Button>
        </Group>
      </fieldset>
    </form>
  );
}

/** The server names fields by their path in the settings; the form knows those of one type. */
export function ownErrors(error: ApiError, key: string): ApiError {
  const prefix = `account_types.${key}.`;
  const fields = Object.fromEntries(Object.entries(error.fields).map(([path, text]) => [path.startsWith(prefix) ? path.slice(prefix.length) : path, text]));
  return new ApiError(error.status, error.message, fields, error.requestId);
}
