import { Button, Menu } from '@mantine/core';
import { IconArrowBackUp, IconCopyOff, IconRowRemove, IconTableMinus } from '@tabler/icons-react';
import { api } from '~/api/client';
import type { DataImport } from '~/api/imports';
import { formatCount } from '~/lib/format';
import { done } from '~/ui/toast';

interface Props {
  one: DataImport;
  send: (step: () => Promise<DataImport>) => Promise<boolean>;
  /** Rows are others than they were. */
  onChanged: () => void;
}

const rowsWord = (count: number) => `${formatCount(count)} ${count === 1 ? 'row' : 'rows'}`;

/** Leaves many rows out at once, or takes all of them in again. */
export function LeaveOut({ one, send, onChanged }: Props) {
  const leave = async (rows: 'failed' | 'duplicates' | 'none', said: string) => {
    const ok = await send(() => api.post<DataImport>(`/data_imports/${one.id}/leave_out`, { rows }));
    if (!ok) return;
    done(said);
    onChanged();
  };
  if (one.rows_failed === 0 && one.rows_left_out === 0) return null;
  return (
    <Menu position="bottom-end" shadow="md" width={280}>
      <Menu.Target><Button size="xs" variant="default" leftSection={<IconTableMinus size={15} />}>Leave out</Button></Menu.Target>
      <Menu.Dropdown>
        {one.rows_failed > 0 && <Menu.Item leftSection={<IconRowRemove size={15} />} onClick={() => void leave('failed', `${rowsWord(one.rows_failed)} left out`)}>{rowsWord(one.rows_failed)} with errors</Menu.Item>}
        {one.rows_duplicate > 0 && one.rows_duplicate < one.rows_failed && <Menu.Item leftSection={<IconCopyOff size={15} />} onClick={() => void leave('duplicates', `${rowsWord(one.rows_duplicate)} left out`)}>Only duplicates ({formatCount(one.rows_duplicate)})</Menu.Item>}
        {one.rows_left_out > 0 && <Menu.Item leftSection={<IconArrowBackUp size={15} />} onClick={() => void leave('none', 'All rows are imported again')}>None: import {one.rows_left_out === 1 ? 'the row' : `the ${rowsWord(one.rows_left_out)}`} again</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
