import { Button } from '@mantine/core';
import { IconDownload, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { api, type ApiPath, type Query } from '~/api/client';
import { download, line } from '~/lib/csv';
import { formatCount } from '~/lib/format';
import { failed } from '~/ui/toast';

const LIMIT = 1000;

interface Props<Row> {
  path: ApiPath<'get'>;
  query: Query;
  name: string;
  columns: [title: string, cell: (row: Row) => string | number | null][];
}

/** Saves every row of a list as CSV: page after page, with how far it is; a second click gives up. */
export function SaveAll<Row>({ path, query, name, columns }: Props<Row>) {
  const [progress, setProgress] = useState<string | null>(null);
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  const save = async () => {
    if (progress !== null) return abort.current?.abort();
    const { signal } = (abort.current = new AbortController());
    const parts = [line(columns.map(([title]) => title))];
    setProgress('0');
    try {
      for (let page = 1, pages = 1; page <= pages; page += 1) {
        const read = await api.list<Row>(path, { ...query, limit: LIMIT, page }, signal);
        parts.push(read.data.map((row) => line(columns.map(([, cell]) => cell(row)))).join(''));
        pages = read.paginator.total_pages;
        setProgress(`${formatCount(Math.min(page * LIMIT, read.paginator.total_count))} of ${formatCount(read.paginator.total_count)}`);
      }
      download(name, parts);
    } catch (error) {
      if (!signal.aborted) failed(error);
    } finally {
      setProgress(null);
    }
  };
  return <Button ml="auto" variant="default" leftSection={progress ? <IconX size={15} /> : <IconDownload size={15} />} aria-label={progress ? 'Stop saving' : 'CSV'} onClick={() => void save()} className="tnum">{progress ?? 'CSV'}</Button>;
}
