import { Button, Group, Modal, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { ApiError } from '~/api/client';

interface Props {
  opened: boolean;
  title: string;
  children: ReactNode;
  action?: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something is lost, and shows why it was refused. */
export function Confirm({ opened, title, children, action = 'Delete', onConfirm, onClose }: Props) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const close = () => {
    setRefusal(null);
    onClose();
  };
  const confirm = async () => {
    setBusy(true);
    try {
      await onConfirm();
      close();
    } catch (error) {
      setRefusal(error instanceof ApiError ? error.message : 'Something went wrong.');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={close} title={<Text fw={620}>{title}</Text>} size="sm" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Text size="sm">{children}</Text>
      {refusal && <Text size="sm" c="red" mt="sm" role="alert">{refusal}</Text>}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={close} data-autofocus>Cancel</Button>
        <Button color="red" loading={busy} onClick={confirm}>{action}</Button>
      </Group>
    </Modal>
  );
}
