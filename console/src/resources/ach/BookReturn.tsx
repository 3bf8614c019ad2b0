import { Autocomplete, Button, Group, Modal, Text } from '@mantine/core';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import { useFormat } from '~/lib/format';
import { Problem } from '~/resource/Fields';
import { refuse, useForm } from '~/resource/form';
import { done } from '~/ui/toast';
import { KEY, mayPayLater, RETURN_CODES, returnCode, type AchEntry } from './ach';

interface Props {
  batch: number;
  entry: AchEntry | null;
  onClose: () => void;
}

/** Books that the bank sent a payment back. */
export function BookReturn(props: Props) {
  return (
    <Modal opened={props.entry !== null} onClose={props.onClose} size="md" title={<Text fw={620}>Book a return</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {props.entry && <Form {...props} entry={props.entry} />}
    </Modal>
  );
}

function Form({ batch, entry, onClose }: Props & { entry: AchEntry }) {
  const format = useFormat();
  const form = useForm({ return_code: '' }, [{ name: 'return_code' }]);
  const code = returnCode(String(form.values.return_code));
  const save = async () => {
    const ok = await form.submit(async () => {
      refuse({ return_code: code ? undefined : 'The return code is required.' });
      await api.post(`/financial/ach_batches/${batch}/returns`, { payment_id: entry.payment_id, return_code: code });
    });
    if (!ok) return;
    changed(KEY, 'payments', 'invoices', 'billing_details', 'payment_methods');
    done(`Payment ${entry.payment_id} was returned`);
    onClose();
  };
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}>
      <Problem form={form} />
      <Text size="sm" mb="sm">Payment {entry.payment_id} of {entry.name_on_account}, <b>{format.money(entry.amount)}</b>. It is reversed: what it paid is owed again.</Text>
      <Autocomplete label="Return code" name="return_code" withAsterisk description="As the bank’s report has it, R01 to R99." error={form.errors.return_code} data={RETURN_CODES.map(([known, reason]) => `${known} ${reason}`)} limit={30}
        value={String(form.values.return_code)} onChange={(value) => form.set('return_code', value)} />
      {/^R\d\d$/.test(code) && <Text size="xs" c="dimmed" mt={6}>{mayPayLater(code) ? 'The bank account may have money another day: automatic payments go on.' : 'The bank account is not debited automatically any more.'}</Text>}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose}>Cancel</Button>
        <Button type="submit" color="red" loading={form.busy}>Book the return</Button>
      </Group>
    </form>
  );
}
