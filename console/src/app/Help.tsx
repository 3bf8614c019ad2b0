import { Modal, Table, Text } from '@mantine/core';

const KEYS: [string[], string][] = [
  [['Ctrl', 'K'], 'Search, or go to a screen'],
  [['Shift', 'Shift'], 'The same'],
  [['j', '↓'], 'Next row'],
  [['k', '↑'], 'Previous row'],
  [['Enter'], 'Open the row'],
  [['/'], 'Search in this list'],
  [['c'], 'Create'],
  [['e'], 'Edit what is open'],
  [['Ctrl', 'Enter'], 'Save the form'],
  [['Esc'], 'Close'],
  [['?'], 'This help'],
];

/** The keys of the console. */
export default function Help({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={<Text fw={620}>Keys</Text>} size="sm" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Table verticalSpacing={6} withRowBorders={false}>
        <Table.Tbody>
          {KEYS.map(([keys, meaning]) => (
            <Table.Tr key={meaning + keys.join()}>
              <Table.Td w={130}>{keys.map((key, index) => <span key={key + index}>{index > 0 && ' '}<kbd>{key}</kbd></span>)}</Table.Td>
              <Table.Td>{meaning}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
