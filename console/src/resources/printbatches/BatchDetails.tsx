import { Alert, Button, Center, Group, Loader, Modal, Progress, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconDownload, IconPrinter, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { api, url } from '~/api/client';
import { changed } from '~/api/query';
import { useCan } from '~/api/session';
import { formatCount, useFormat } from '~/lib/format';
import { useBlobUrl } from '~/resources/files/Preview';
import { Confirm } from '~/ui/Confirm';
import { DataTable } from '~/ui/DataTable';
import { Failure } from '~/ui/States';
import { done, failed } from '~/ui/toast';
import { isUnderWay, KEY, type PrintBatch } from './batch';

/** The files of a batch, and what became of it. */
export function BatchDetails({ batch, onClose }: { batch: PrintBatch; onClose: () => void }) {
  const can = useCan();
  const format = useFormat();
  const [deleting, setDeleting] = useState(false);
  const [opened, setOpened] = useState<number | null>(null);
  const path = `/financial/print_batches/${batch.id}` as const;
  const files = Array.from({ length: batch.files }, (_, index) => ({ id: index + 1 }));
  const mark = async () => {
    try {
      await api.post(`${path}/mark_as_printed`);
      changed(KEY);
      done('The batch is printed');
    } catch (error) {
      failed(error);
    }
  };
  return (
    <Stack gap="md">
      <Summary batch={batch} />
      {batch.state === 'failed' && <Alert color="red" p="xs" title="The files could not be made">{batch.error}</Alert>}
      {batch.state === 'done' && (
        <section className="card">
          <DataTable label="Files" rows={files}
            columns={[{ key: 'id', label: 'File', render: (file) => <Text span size="sm" fw={560}>Part {file.id} of {batch.files}</Text> }]}
            actions={(file) => (
              <Group gap={6} justify="flex-end" wrap="nowrap">
                <Button size="xs" variant="default" leftSection={<IconPrinter size={14} />} aria-label={`Open part ${file.id} to print`} onClick={() => setOpened(file.id)}>Open to print</Button>
                <Button size="xs" variant="default" component="a" href={url(`${path}/file`, { part: file.id })} download={`print-batch-${batch.id}-${file.id}.pdf`} leftSection={<IconDownload size={14} />} aria-label={`Download part ${file.id}`}>Download</Button>
              </Group>
            )} />
        </section>
      )}
      <Group gap="xs">
        {batch.state === 'done' && !batch.printed_at && can('print_batches.update') && <Button onClick={() => void mark()}>Mark as printed</Button>}
        {can('print_batches.delete') && !isUnderWay(batch) && <Button variant="default" leftSection={<IconTrash size={15} />} onClick={() => setDeleting(true)}>Delete</Button>}
      </Group>
      {batch.printed_at && <Text size="sm" c="dimmed">Printed {format.instant(batch.printed_at)}.</Text>}
      <Modal opened={opened !== null} onClose={() => setOpened(null)} size="xl" title={<Text fw={620}>{opened && `Print batch ${batch.id}, part ${opened} of ${batch.files}`}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
        {opened !== null && <Pages batch={batch.id} part={opened} />}
      </Modal>
      <Confirm opened={deleting} title="Delete this print batch?" onClose={() => setDeleting(false)}
        onConfirm={async () => {
          await api.delete(path);
          changed(KEY);
          done('The print batch was deleted');
          onClose();
        }}>
        {batch.printed_at ? 'Its files go. Its invoices stay printed.' : 'Its files go. Its invoices can be printed with another batch.'}
      </Confirm>
    </Stack>
  );
}

function Summary({ batch }: { batch: PrintBatch }) {
  const format = useFormat();
  const line = (label: string, value: string) => <div className="sumline"><span>{label}</span><span className="tnum">{value}</span></div>;
  return (
    <section className="example" aria-label="Batch" aria-live="polite">
      {line('Invoices of', `${format.date(batch.date_from)} – ${format.date(batch.date_to)}`)}
      {line('Invoices', formatCount(batch.invoices))}
      {batch.state === 'done' && line('Pages', formatCount(batch.pages))}
      {isUnderWay(batch) && (
        <>
          {line('In the files', `${formatCount(batch.invoices_done)} of ${formatCount(batch.invoices)}`)}
          <Progress mt={6} value={(batch.invoices_done / Math.max(1, batch.invoices)) * 100} size="sm" aria-label="Invoices in the files" />
        </>
      )}
    </section>
  );
}

/** A file where the browser shows it, with a print button of its own. */
function Pages({ batch, part }: { batch: number; part: number }) {
  const bytes = useQuery({ queryKey: [KEY, batch, 'file', part], queryFn: () => api.blob(`/financial/print_batches/${batch}/file`, { part }), staleTime: Infinity, gcTime: 60_000 });
  const address = useBlobUrl(bytes.data, 'application/pdf');
  if (bytes.isError) return <Failure error={bytes.error} onRetry={() => void bytes.refetch()} />;
  return address ? <iframe className="dropzone-preview" src={address} title={`Part ${part}`} /> : <Center h={320}><Loader size="sm" /></Center>;
}
