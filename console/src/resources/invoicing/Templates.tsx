import { Badge, Button, Group, SegmentedControl, SimpleGrid, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconEye } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { api, ApiError } from '~/api/client';
import { changed } from '~/api/query';
import { useCan } from '~/api/session';
import { useFormat } from '~/lib/format';
import { fromBase64 } from '~/resources/files/base64';
import { useBlobUrl } from '~/resources/files/Preview';
import { Confirm } from '~/ui/Confirm';
import { Card } from '~/ui/Page';
import { Failure, Lines } from '~/ui/States';
import { done } from '~/ui/toast';

interface Template {
  kind: 'invoice' | 'statement';
  built_in: boolean;
  source: string;
  updated_at: string | null;
}

const KEY = 'invoicing_templates';

/** The Typst sources of invoices and statements: the built-in ones, or the operator's own. */
export function Templates() {
  const [kind, setKind] = useState<Template['kind']>('invoice');
  const [opened, setOpened] = useState(false);
  const list = useQuery({ queryKey: [KEY], queryFn: async () => (await api.list<Template>('/system/invoicing/templates')).data, enabled: opened });
  const template = list.data?.find((row) => row.kind === kind);
  const head = opened
    ? <SegmentedControl size="xs" aria-label="Document" value={kind} onChange={(value) => setKind(value as Template['kind'])} data={[{ value: 'invoice', label: 'Invoice' }, { value: 'statement', label: 'Statement' }]} />
    : <Button size="xs" variant="default" onClick={() => setOpened(true)}>Open the editor</Button>;
  return (
    <Card title="Templates" actions={head}>
      {!opened ? <Text size="sm" c="dimmed">Invoices and statements are laid out by Typst templates. Change them only where the settings above are not enough; a template that does not work is not accepted.</Text>
        : list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} />
        : !template ? <Lines count={12} /> : <Editor key={`${kind}-${template.updated_at}`} template={template} />}
    </Card>
  );
}

function Editor({ template }: { template: Template }) {
  const allowed = useCan()('settings.update');
  const format = useFormat();
  const [source, setSource] = useState(template.source);
  const [busy, setBusy] = useState<'save' | 'preview' | null>(null);
  const [resetting, setResetting] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [pdf, setPdf] = useState<string | null>(null);
  const path = `/system/invoicing/templates/${template.kind}` as const;
  const blob = useMemo(() => (pdf ? fromBase64(pdf, 'application/pdf') : undefined), [pdf]);
  const address = useBlobUrl(blob, 'application/pdf');
  const act = async (what: 'save' | 'preview', send: () => Promise<unknown>) => {
    setBusy(what);
    setProblem(null);
    try {
      await send();
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : 'Something went wrong.');
    } finally {
      setBusy(null);
    }
  };
  const preview = () => act('preview', async () => setPdf((await api.post<{ base64: string }>(`${path}/preview`, { source })).base64));
  const save = () => act('save', async () => {
    await api.patch(path, { source });
    changed(KEY);
    done('The template was saved');
  });
  useEffect(() => void preview(), []);
  return (
    <>
      <Group gap="xs" mb="sm">
        <Button size="xs" variant="default" loading={busy === 'preview'} leftSection={<IconEye size={15} />} onClick={() => void preview()}>Preview</Button>
        {allowed && <Button size="xs" loading={busy === 'save'} disabled={source === template.source} onClick={() => void save()}>Save</Button>}
        {allowed && !template.built_in && <Button size="xs" variant="default" onClick={() => setResetting(true)}>Back to the built-in one</Button>}
        <Badge variant="default">{template.built_in ? 'Built in' : `Your own, ${format.instant(template.updated_at)}`}</Badge>
      </Group>
      {problem && <Text size="sm" c="red" mb="sm" role="alert" className="mono" style={{ whiteSpace: 'pre-wrap' }}>{problem}</Text>}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
        <Textarea aria-label="Source" value={source} readOnly={!allowed} onChange={(event) => setSource(event.currentTarget.value)} spellCheck={false}
          onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && (event.preventDefault(), void preview())}
          styles={{ input: { height: '70vh', resize: 'vertical', fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.8rem', lineHeight: 1.5, whiteSpace: 'pre', overflowX: 'auto' } }} />
        {address ? <iframe className="dropzone-preview" style={{ height: '70vh' }} src={address} title="Preview" /> : <div style={{ height: '70vh' }}><Lines count={12} /></div>}
      </SimpleGrid>
      <Text size="xs" c="dimmed" mt="xs">The preview shows made-up data. Ctrl Enter draws it again.</Text>
      <Confirm opened={resetting} title="Back to the built-in template?" action="Back to the built-in one" onClose={() => setResetting(false)}
        onConfirm={async () => {
          await api.delete(path);
          changed(KEY);
          done('The built-in template is in use');
        }}>
        Your own text is lost.
      </Confirm>
    </>
  );
}
