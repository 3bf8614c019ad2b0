import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconFileUpload, IconUpload } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { ApiError, uploadFile, url } from '~/api/client';
import type { DataImport, ImportType } from '~/api/imports';
import { formatBytes } from '~/lib/format';
import { within } from '../types';
import { keep } from './useStep';

/** As the server refuses it, said before a gigabyte is sent. */
const LARGEST_IN_BYTES = 1024 ** 3;

interface Sending {
  name: string;
  size: number;
  percent: number;
}

/** Takes a file by drop or by choice and sends it as it is. */
export function UploadStep({ one, type }: { one: DataImport; type: ImportType | undefined }) {
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<Sending | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const stop = useRef<AbortController>(null);
  useEffect(() => () => stop.current?.abort(), []);
  useWarning(sending !== null);
  useDrop(setOver, (files) => void send(files));
  const send = async (list: FileList | null | undefined) => {
    const file = list?.[0];
    if (!file || sending) return;
    const refused = refusal(file, list.length);
    setProblem(refused);
    if (refused) return;
    stop.current = new AbortController();
    setSending({ name: file.name, size: file.size, percent: 0 });
    try {
      keep(await uploadFile<DataImport>(`/data_imports/${one.id}/file`, { filename: file.name }, file, {
        signal: stop.current.signal, onProgress: (percent) => setSending((now) => now && { ...now, percent }),
      }));
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : 'The file could not be read.');
    } finally {
      setSending(null);
    }
  };
  return (
    <div className="body">
      {problem && <Alert color="red" role="alert" p="xs" mb="sm">{problem}</Alert>}
      <div className="drop filedrop" data-over={over || undefined}>
        {sending ? <Bar {...sending} onStop={() => stop.current?.abort()} /> : (
          <Stack align="center" gap={8}>
            <IconFileUpload size={38} stroke={1.2} />
            <Text fw={600} c="var(--mantine-color-text)">Drop your file here</Text>
            <Button leftSection={<IconUpload size={16} />} onClick={() => picker.current?.click()} autoFocus>Select file</Button>
            <Text size="sm" maw={480}>CSV with any delimiter, Excel, OpenDocument or JSON, also in zip or gzip, up to 1 GB. Titles above the header and any encoding are fine.</Text>
          </Stack>
        )}
        <input ref={picker} type="file" hidden aria-label="File to import" onChange={(event) => (void send(event.currentTarget.files), (event.currentTarget.value = ''))} />
      </div>
      <Text size="sm" c="dimmed" mt="sm">
        No file yet? Start from the <a className="link" href={url(`/data_imports/types/${one.type}/template`, { example: 1 })} download={`${one.type}-template.csv`}>template for {within(one.type_label)}</a>.
        {type && ` Required: ${type.fields.filter((field) => field.required).map((field) => field.label.toLowerCase()).join(', ')}.`}
      </Text>
    </div>
  );
}

function Bar({ name, size, percent, onStop }: Sending & { onStop: () => void }) {
  return (
    <Stack align="center" gap={8} role="status" aria-label="Uploading">
      <Text fw={600} c="var(--mantine-color-text)" className="clip" maw="100%">{name}</Text>
      <Progress value={percent} size="lg" w="min(420px, 100%)" aria-label="Uploaded" transitionDuration={150} />
      <Group gap="sm"><Text size="sm" className="tnum">{percent} % of {formatBytes(size)}</Text><Button size="xs" variant="default" onClick={onStop}>Stop</Button></Group>
    </Stack>
  );
}

/** Takes files wherever they fall: beside the field, the browser would leave the page and show them. */
function useDrop(onOver: (over: boolean) => void, onDrop: (files: FileList) => void) {
  const latest = useRef(onDrop);
  latest.current = onDrop;
  useEffect(() => {
    const over = (event: DragEvent) => (event.preventDefault(), onOver(true));
    const leave = (event: DragEvent) => event.relatedTarget === null && onOver(false);
    const drop = (event: DragEvent) => {
      event.preventDefault();
      onOver(false);
      if (event.dataTransfer?.files.length) latest.current(event.dataTransfer.files);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
}

function refusal(file: File, count: number): string | null {
  if (count > 1) return 'One file at a time: an import takes one file.';
  if (file.size === 0) return `${file.name} is empty.`;
  return file.size > LARGEST_IN_BYTES ? `${file.name} is larger than 1 GB. Compress it with zip or gzip, or split it.` : null;
}

/** Leaving the page would stop the upload. */
function useWarning(active: boolean) {
  useEffect(() => {
    if (!active) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [active]);
}
