import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconPhotoUp, IconTrash } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { api, ApiError } from '~/api/client';
import { changed } from '~/api/query';
import { useCan } from '~/api/session';
import { toBase64 } from '~/resources/files/base64';
import { useBlobUrl } from '~/resources/files/Preview';
import { Card } from '~/ui/Page';
import { Failure, Lines } from '~/ui/States';
import { done } from '~/ui/toast';

const PATH = '/system/invoicing/logo';
const KEY = 'invoicing_logo';

/** The picture at the head of invoices; documents show the company's name without one. */
export function Logo() {
  const allowed = useCan()('settings.update');
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const logo = useQuery({
    queryKey: [KEY],
    queryFn: async () => {
      try {
        return await api.blob(PATH);
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
  });
  const drawn = useBlobUrl(logo.data ?? undefined, 'image/png');
  // The address of a picture that was removed is still held.
  const address = logo.data ? drawn : undefined;
  const act = async (send: () => Promise<unknown>, word: string) => {
    setBusy(true);
    setProblem(null);
    try {
      await send();
      changed(KEY);
      done(word);
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : 'The file could not be read.');
    } finally {
      setBusy(false);
    }
  };
  const put = (file: File | undefined) => file && void act(async () => api.post(PATH, { base64_data: await toBase64(file) }), 'The logo was set');
  return (
    <Card title="Logo">
      {logo.isError ? <Failure error={logo.error} onRetry={() => void logo.refetch()} /> : logo.isPending ? <Lines count={4} height={28} /> : (
        <div className="drop" data-over={over || undefined} onDragOver={(event) => (event.preventDefault(), setOver(true))} onDragLeave={() => setOver(false)}
          onDrop={(event) => (event.preventDefault(), setOver(false), allowed && put(event.dataTransfer.files[0]))}>
          {address ? <img src={address} alt="Logo on invoices" className="invoicelogo" /> : <Text size="sm">None: invoices show the name of the company.</Text>}
          {allowed && (
            <Group justify="center" gap="xs" mt="sm">
              <Button size="xs" variant="default" loading={busy} leftSection={<IconPhotoUp size={15} />} onClick={() => picker.current?.click()}>{address ? 'Replace' : 'Choose a picture'}</Button>
              {address && <Button size="xs" variant="default" disabled={busy} leftSection={<IconTrash size={15} />} onClick={() => void act(() => api.delete(PATH), 'The logo was removed')}>Remove</Button>}
            </Group>
          )}
          <input ref={picker} type="file" accept="image/png,image/jpeg" hidden aria-label="Logo" onChange={(event) => (put(event.currentTarget.files?.[0]), (event.currentTarget.value = ''))} />
        </div>
      )}
      {problem && <Text size="sm" c="red" mt="xs" role="alert">{problem}</Text>}
      <Text size="xs" c="dimmed" mt="xs">PNG or JPEG. It is brought to at most 1024 × 1024 pixels.</Text>
    </Card>
  );
}
