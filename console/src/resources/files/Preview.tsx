import { Button, Center, Loader, Modal, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconDownload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { api, url } from '~/api/client';
import type { StoredFile } from '~/api/models';
import { Failure } from '~/ui/States';

// SVG is left out: it can carry scripts.
const IMAGES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];
const isPdf = (file: StoredFile) => file.mime_type === 'application/pdf';

export const previewable = (file: StoredFile) => isPdf(file) || IMAGES.includes(file.mime_type);

/** Shows an image or a PDF without leaving the page. */
export function Preview({ account, file, onClose }: { account: number; file: StoredFile | null; onClose: () => void }) {
  return (
    <Modal opened={file !== null} onClose={onClose} size="xl" title={<Text fw={620}>{file?.filename}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {file && <Content account={account} file={file} />}
    </Modal>
  );
}

function Content({ account, file }: { account: number; file: StoredFile }) {
  const path = `/accounts/${account}/files/${file.id}/content` as const;
  const bytes = useQuery({ queryKey: ['file-content', path], queryFn: () => api.blob(path), staleTime: Infinity, gcTime: 60_000 });
  const address = useBlobUrl(bytes.data, file.mime_type);
  if (bytes.isError) return <Failure error={bytes.error} onRetry={() => void bytes.refetch()} />;
  if (!address) return <Center h={320}><Loader size="sm" /></Center>;
  return (
    <>
      {isPdf(file) ? (
        <iframe className="dropzone-preview" src={address} title={file.filename} />
      ) : (
        <Center><img src={address} alt={file.description || file.filename} style={{ maxWidth: '100%', maxHeight: '74vh', minWidth: 120, objectFit: 'contain' }} /></Center>
      )}
      <Button component="a" variant="default" mt="sm" leftSection={<IconDownload size={16} />} href={url(path)} download={file.filename}>Download</Button>
    </>
  );
}

/** An address for bytes in memory, given back when it is not shown any more. */
export function useBlobUrl(blob: Blob | undefined, type: string): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!blob) return;
    const made = URL.createObjectURL(new Blob([blob], { type }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob, type]);
  return address;
}
