import { Menu } from '@mantine/core';
import { IconArrowBackUp, IconReplace, IconRowRemove } from '@tabler/icons-react';
import type { ImportRow } from '~/api/imports';
import { formatCount } from '~/lib/format';

export interface MenuAt {
  index: number;
  row: ImportRow;
  at: { x: number; y: number };
}

interface Props {
  menu: MenuAt | null;
  onClose: () => void;
  onLeaveOut: (index: number, row: ImportRow) => void;
  onReplace: () => void;
}

/** What can be done with a row, where the mouse is or the cell in hand. */
export function RowMenu({ menu, onClose, onLeaveOut, onReplace }: Props) {
  return (
    <Menu opened={menu !== null} onClose={onClose} position="bottom-start" offset={2} shadow="md" width={230} withinPortal trapFocus returnFocus>
      <Menu.Target><span aria-hidden style={{ position: 'fixed', left: menu?.at.x ?? 0, top: menu?.at.y ?? 0 }} /></Menu.Target>
      <Menu.Dropdown aria-label={menu ? `Row ${formatCount(menu.row.number)}` : 'Row'}>
        {menu?.row.role === 'data' && (
          <Menu.Item leftSection={menu.row.left_out ? <IconArrowBackUp size={15} /> : <IconRowRemove size={15} />} rightSection={<kbd>Ctrl Del</kbd>} onClick={() => onLeaveOut(menu.index, menu.row)}>
            {menu.row.left_out ? 'Import this row' : 'Leave this row out'}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconReplace size={15} />} onClick={onReplace}>Replace in many rows</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
