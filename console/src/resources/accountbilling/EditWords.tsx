import { ActionIcon, Button, Group, Modal, Text, Tooltip } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { moneyChanged } from '~/api/billing';
import { api } from '~/api/client';
import { Fields, Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import type { Field } from '~/resource/types';
import { done } from '~/ui/toast';

/** What of a line can be put into other words: the description of a charge or discount, the reference of a payment made by hand. */
export interface Wording {
  kind: 'debits' | 'discounts' | 'payments';
  id: number;
  words: string;
}

const FIELDS: Record<Wording['kind'], Field> = {
  debits: { name: 'description', label: 'Words on the bill', hint: 'Empty: the name of the service.' },
  discounts: { name: 'description', label: 'Words on the bill', hint: 'Empty: the name of the service.' },
  payments: { name: 'response_message', label: 'Reference', hint: 'The number of a check, for one.' },
};

/** A pencil that opens the words of a line; amounts never change. */
export function EditWords({ account, wording, name }: { account: number; wording: Wording; name: string }) {
  const [opened, setOpened] = useState(false);
  const title = wording.kind === 'payments' ? 'Edit the reference' : 'Edit the description';
  return (
    <>
      <Tooltip label={title}><ActionIcon variant="subtle" color="gray" aria-label={`${title} of ${name}`} onClick={() => setOpened(true)}><IconPencil size={16} stroke={1.6} /></ActionIcon></Tooltip>
      <Modal opened={opened} onClose={() => setOpened(false)} size="sm" title={<Text fw={620}>{title}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
        {opened && <Form account={account} wording={wording} onClose={() => setOpened(false)} />}
      </Modal>
    </>
  );
}

function Form({ account, wording, onClose }: { account: number; wording: Wording; onClose: () => void }) {
  const field = FIELDS[wording.kind];
  const form = useForm({ [field.name]: wording.words }, [field]);
  const save = async () => {
    const ok = await form.submit((values) => api.patch(`/accounts/${account}/transactions/${wording.kind}/${wording.id}`, { [field.name]: values[field.name] || null }));
    if (!ok) return;
    moneyChanged();
    done('Saved');
    onClose();
  };
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}>
      <Problem form={form} />
      <Fields fields={[field]} form={form} isNew={false} />
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose}>Cancel</Button>
        <Button type="submit" loading={form.busy}>Save</Button>
      </Group>
    </form>
  );
}
