import { NumberInput, SimpleGrid, Text } from '@mantine/core';
import { useUsers } from '~/api/lookups';
import type { CallLog } from '~/api/models';
import { formatDuration, useFormat } from '~/lib/format';
import { defineResource, type FieldProps } from '~/resource/types';
import { Card } from '~/ui/Page';
import { Html } from '~/ui/Html';

function UserName({ id }: { id: number | null }) {
  return <>{useUsers()?.find((user) => user.id === id)?.public_name ?? ''}</>;
}

function Instant({ at }: { at: string }) {
  return <>{useFormat().instant(at)}</>;
}

/** Minutes and seconds; the API counts seconds. */
function Duration({ value, error, onChange }: FieldProps) {
  const total = Number(value ?? 0);
  const minutes = Math.floor(total / 60);
  return (
    <SimpleGrid cols={2} spacing="sm">
      <NumberInput label="Minutes" min={0} allowDecimal={false} value={minutes} error={error} onChange={(next) => onChange(Number(next) * 60 + (total % 60))} />
      <NumberInput label="Seconds" min={0} max={59} allowDecimal={false} value={total % 60} onChange={(next) => onChange(minutes * 60 + Number(next))} />
    </SimpleGrid>
  );
}

export const callLogs = (account: number) =>
  defineResource<CallLog>({
    entity: 'account_call_logs',
    path: `/accounts/${account}/call_logs`,
    title: 'Call logs',
    singular: 'call log',
    permission: 'account_call_logs',
    searchable: false,
    labelOf: (log) => log.subject,
    columns: [
      { key: 'created_at', label: 'When', width: 170, render: (row) => <Instant at={row.created_at} /> },
      { key: 'subject', label: 'Subject', render: (row) => <Text span size="sm" fw={560}>{row.subject}</Text> },
      { key: 'time_in_seconds', label: 'Length', width: 120, render: (row) => formatDuration(row.time_in_seconds) },
      { key: 'user_id', label: 'By', width: 130, render: (row) => <UserName id={row.user_id} /> },
    ],
    fields: [
      { name: 'subject', label: 'Subject', required: true },
      { name: 'body', label: 'What was said', kind: 'textarea', required: true },
      { name: 'time_in_seconds', label: 'Length', input: (props) => <Duration {...props} /> },
    ],
    blank: { subject: '', body: '', time_in_seconds: 0 },
    extra: (log) => <div style={{ marginTop: 20 }}><Card title="As it is shown"><Html html={log.body} /></Card></div>,
    emptyHint: 'Log what was said on the phone, and for how long.',
  });
