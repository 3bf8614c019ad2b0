import { ActionIcon, Button, Group, Progress, Stack, Text, Tooltip } from '@mantine/core';
import { IconDownload, IconEye, IconFile, IconFileTypePdf, IconPhoto, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { ApiError, upload, url } from '~/api/client';
import { changed } from '~/api/query';
import type { StoredFile } from '~/api/models';
import { useCan } from '~/api/session';
import { formatBytes } from '~/lib/format';
import { LocalResourceList } from '~/resource/ResourceList';
import { defineResource } from '~/resource/types';
import { done } from '~/ui/toast';
import { Preview, previewable } from './Preview';
import { toBase64 } from './base64';

function FileIcon({ type }: { type: string }) {
  const Icon = type.startsWith('image/') ? IconPhoto : type === 'application/pdf' ? IconFileTypePdf : IconFile;
  return <Icon size={17} stroke={1.5} style={{ color: 'var(--muted)', flex: 'none' }} />;
}

export const files = (account: number, onPreview: (file: StoredFile) => void) =>
  defineResource<StoredFile>({
    entity: 'files',
    path: `/accounts/${account}/files`,
    title: 'Files',
    singular: 'file',
    permission: 'files',
    searchable: false,
    labelOf: (file) => file.filename,
    columns: [
      { key: 'filename', label: 'Name', render: (row) => <Group gap={9} wrap="nowrap"><FileIcon type={row.mime_type} /><Text span size="sm" fw={540}>{row.filename}</Text></Group> },
      { key: 'description', label: 'Description' },
      { key: 'size_in_bytes', label: 'Size', numeric: true, width: 90, render: (row) => formatBytes(row.size_in_bytes) },
      { key: 'uploader', label: 'By', width: 120, wide: true },
    ],
    fields: [
      { name: 'filename', label: 'Name', required: true },
      { name: 'description', label: 'Description', kind: 'textarea' },
    ],
    blank: {},
    createLabel: 'Upload',
    emptyHint: 'Drop files anywhere in the box above.',
    rowActions: (row) => (
      <>
        {previewable(row) && <Tooltip label="Preview"><ActionIcon variant="subtle" color="gray" aria-label={`Preview ${row.filename}`} onClick={() => onPreview(row)}><IconEye size={16} stroke={1.6} /></ActionIcon></Tooltip>}
        <Tooltip label="Download"><ActionIcon component="a" variant="subtle" color="gray" aria-label={`Download ${row.filename}`} href={url(`/accounts/${account}/files/${row.id}/content`)} download={row.filename}><IconDownload size={16} stroke={1.6} /></ActionIcon></Tooltip>
      </>
    ),
  });

export function FilesTab({ account }: { account: number }) {
  const [shown, setShown] = useState<StoredFile | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const can = useCan();
  return (
    <Stack gap="md">
      {can('files.create') && <DropZone account={account} picker={picker} />}
      <LocalResourceList resource={files(account, setShown)} expected={3} onCreate={() => picker.current?.click()}
        onOpen={(file) => previewable(file) && setShown(file)} />
      <Preview account={account} file={shown} onClose={() => setShown(null)} />
    </Stack>
  );
}

interface Sending {
  key: number;
  name: string;
  percent: number;
  problem: string | null;
}

/** Takes files by drop or by choice and sends them one after the other. */
function DropZone({ account, picker }: { account: number; picker: React.RefObject<HTMLInputElement | null> }) {
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<Sending[]>([]);
  const counter = useRef(0);
  const update = (key: number, change: Partial<Sending>) => setSending((all) => all.map((entry) => (entry.key === key ? { ...entry, ...change } : entry)));
  const sendAll = async (list: FileList | null) => {
    const batch = [...(list ?? [])].map((file) => ({ file, key: (counter.current += 1) }));
    setSending((all) => [...all.filter((entry) => entry.percent < 100), ...batch.map(({ file, key }) => ({ key, name: file.name, percent: 0, problem: null }))]);
    for (const { file, key } of batch) {
      try {
        await upload(`/accounts/${account}/files`, { filename: file.name, base64_data: await toBase64(file) }, (percent) => update(key, { percent: Math.min(percent, 99) }));
        setSending((all) => all.filter((entry) => entry.key !== key));
        done(`${file.name} was stored`);
      } catch (error) {
        update(key, { problem: error instanceof ApiError ? error.message : 'The file could not be read.' });
      }
      changed('files');
    }
  };
  return (
    <div
      className="drop" data-over={over || undefined}
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => (event.preventDefault(), setOver(false), void sendAll(event.dataTransfer.files))}
    >
      <Group justify="center" gap="sm">
        <IconUpload size={18} stroke={1.6} />
        <Text size="sm">Drop files here, or</Text>
        <Button size="xs" variant="default" onClick={() => picker.current?.click()}>Choose files</Button>
      </Group>
      <input ref={picker} type="file" multiple hidden aria-label="Files" onChange={(event) => (void sendAll(event.currentTarget.files), (event.currentTarget.value = ''))} />
      {sending.length > 0 && (
        <Stack gap={6} mt="sm" maw={520} mx="auto">
          {sending.map((entry) => (
            <div key={entry.key}>
              <Group justify="space-between" gap="xs"><Text size="sm" truncate>{entry.name}</Text><Text size="xs" c={entry.problem ? 'red' : 'dimmed'}>{entry.problem ?? `${entry.percent} %`}</Text></Group>
              <Progress value={entry.problem ? 100 : entry.percent} color={entry.problem ? 'red' : 'tide'} size="sm" aria-label={`Progress of ${entry.name}`} />
            </div>
          ))}
        </Stack>
      )}
    </div>
  );
}
