import { ActionIcon, Group, Select } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { Paginator } from '~/api/client';
import { formatCount } from '~/lib/format';

interface Props {
  paginator: Paginator | undefined;
  onPage: (page: number) => void;
  onLimit?: (limit: number) => void;
}

/** Where we are in a list, and the ways forward and back. */
export function Pager({ paginator, onPage, onLimit }: Props) {
  if (!paginator) return <div className="pager" />;
  const { total_count: total, total_pages: pages, current_page: page, limit } = paginator;
  const from = total === 0 ? 0 : (page - 1) * limit + 1;
  return (
    <nav className="pager tnum" aria-label="Pages">
      <span>{formatCount(from)} to {formatCount(Math.min(page * limit, total))} of {formatCount(total)}</span>
      <Group gap={6}>
        {onLimit && total > 25 && (
          <Select
            aria-label="Rows on a page" size="xs" w={104} allowDeselect={false} value={String(limit)}
            data={['25', '50', '100', '250'].map((value) => ({ value, label: `${value} rows` }))}
            onChange={(value) => value && onLimit(Number(value))}
          />
        )}
        {pages > 1 && <><ActionIcon variant="default" aria-label="Previous page" disabled={page <= 1} onClick={() => onPage(page - 1)}><IconChevronLeft size={16} /></ActionIcon>
        <span>{formatCount(page)} / {formatCount(pages)}</span>
        <ActionIcon variant="default" aria-label="Next page" disabled={page >= pages} onClick={() => onPage(page + 1)}><IconChevronRight size={16} /></ActionIcon></>}
      </Group>
    </nav>
  );
}
