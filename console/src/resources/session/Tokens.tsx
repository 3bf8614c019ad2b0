import { ActionIcon, Alert, Button, Code, CopyButton, Group, Modal, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconKey, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import type { Token } from '~/api/models';
import { formatAgo, useFormat } from '~/lib/format';
import { Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import { Confirm } from '~/ui/Confirm';
import { DataTable } from '~/ui/DataTable';
import { Card } from '~/ui/Page';
import { Empty, Failure } from '~/ui/States';

/** Personal access tokens: made, shown once, taken back. */
export function Tokens() {
  const [creating, setCreating] = useState(false);
  const [doomed, setDoomed] = useState<Token | null>(null);
  const format = useFormat();
  const tokens = useQuery({ queryKey: ['tokens'], queryFn: () => api.list<Token>('/session/tokens', { limit: 1000 }) });
  const create = <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>New token</Button>;
  return (
    <Card title="Personal access tokens" actions={create} padded={false}>
      {tokens.isError ? <Failure error={tokens.error} onRetry={() => void tokens.refetch()} /> : tokens.data?.data.length === 0 ? (
        <Empty icon={<IconKey size={26} stroke={1.5} />} title="No tokens" hint="A token lets a program use the API as you, without your password." />
      ) : (
        <DataTable label="Personal access tokens" rows={tokens.data?.data} expected={2}
          columns={[
            { key: 'name', label: 'Name' },
            { key: 'last_four', label: 'Token', render: (row) => <span className="mono">…{row.last_four}</span> },
            { key: 'created_at', label: 'Made', render: (row) => format.instant(row.created_at) },
            { key: 'last_used_at', label: 'Last used', render: (row) => formatAgo(row.last_used_at, Date.now()) || 'Never' },
            { key: 'expires_at', label: 'Expires', render: (row) => format.date(row.expires_at) || 'Never' },
          ]}
          actions={(row) => <Tooltip label="Revoke"><ActionIcon variant="subtle" color="gray" aria-label={`Revoke ${row.name}`} onClick={() => setDoomed(row)}><IconTrash size={16} stroke={1.6} /></ActionIcon></Tooltip>} />
      )}
      <Modal opened={creating} onClose={() => setCreating(false)} title={<Text fw={620}>New token</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
        {creating && <NewToken onDone={() => setCreating(false)} />}
      </Modal>
      <Confirm opened={doomed !== null} title="Revoke this token?" action="Revoke" onClose={() => setDoomed(null)}
        onConfirm={async () => {
          await api.delete(`/session/tokens/${doomed!.id}`);
          changed('tokens');
        }}>
        Programs that use <strong>{doomed?.name}</strong> lose access at once.
      </Confirm>
    </Card>
  );
}

function NewToken({ onDone }: { onDone: () => void }) {
  const form = useForm({ name: '', expires_at: null }, [{ name: 'name' }, { name: 'expires_at' }]);
  const [made, setMade] = useState<Token | null>(null);
  const save = async () => {
    const ok = await form.submit(async ({ name, expires_at }) => setMade(await api.post<Token>('/session/tokens', { name, ...(expires_at ? { expires_at } : {}) })));
    if (ok) changed('tokens');
  };
  if (made?.token) {
    return (
      <Stack gap="sm">
        <Alert color="tide" p="xs">Copy the token now. It is not shown again.</Alert>
        <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>{made.token}</Code>
        <Group gap="xs">
          <CopyButton value={made.token}>{({ copied, copy }) => <Button onClick={copy}>{copied ? 'Copied' : 'Copy'}</Button>}</CopyButton>
          <Button variant="default" onClick={onDone}>Done</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={(event) => (event.preventDefault(), void save())}>
      <Problem form={form} />
      <Stack gap="sm">
        <TextInput label="Name" description="What uses it, so that you know later." required withAsterisk={false} data-autofocus value={String(form.values.name)} error={form.errors.name} onChange={(event) => form.set('name', event.currentTarget.value)} />
        <TextInput label="Expires" type="date" value={String(form.values.expires_at ?? '')} error={form.errors.expires_at} onChange={(event) => form.set('expires_at', event.currentTarget.value || null)} />
        <Group><Button type="submit" loading={form.busy}>Create token</Button></Group>
      </Stack>
    </form>
  );
}
