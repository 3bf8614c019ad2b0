import { Button, Drawer, Group, Text } from '@mantine/core';
import { useServiceOptions, useServices } from '~/api/catalog';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import { formatCount, useFormat } from '~/lib/format';
import { Fields, Problem } from '~/resource/Fields';
import { refuse, useForm } from '~/resource/form';
import type { Field } from '~/resource/types';
import { cents, fromCents } from '~/resources/accountbilling/cents';
import { done } from '~/ui/toast';
import { readLines } from './lines';

const fields: Field[] = [
  { name: 'name', label: 'Name', hint: 'For you; customers do not see it.' },
  { name: 'service_id', label: 'Service', kind: 'select', required: true, useOptions: () => useServiceOptions() },
  { name: 'text', serverNames: ['transactions'], label: 'Accounts', kind: 'textarea', required: true, hint: 'One a line: the number of the account, then its quantity (of an adjustment: its amount), then other words for the bill. Cells of a spreadsheet can be pasted.' },
];

/** Charges or credits many accounts with a service. */
export function NewBatch({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Drawer opened={opened} onClose={onClose} size={520} title={<Text fw={640} size="lg">New transaction batch</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {opened && <Form onClose={onClose} />}
    </Drawer>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const services = useServices();
  const format = useFormat();
  const form = useForm({ name: '', service_id: null, text: '' }, fields);
  const service = services?.find((row) => row.id === form.values.service_id);
  const { lines, problems } = readLines(String(form.values.text ?? ''), service);
  const total = lines.reduce((sum, line) => sum + (line.amount ? cents(line.amount) : cents(service?.amount) * (line.quantity ?? 1)), 0);
  const save = async () => {
    const ok = await form.submit(async (values) => {
      refuse({ service_id: service ? undefined : 'The service is required.', text: problems.length ? problems.slice(0, 3).join('. ') : lines.length ? undefined : 'At least one account is required.' });
      await api.post('/financial/transaction_batches', { ...(values.name ? { name: values.name } : {}), transactions: lines });
    });
    if (!ok) return;
    changed('transaction_batches');
    done('The batch is being entered');
    onClose();
  };
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}>
      <Problem form={form} />
      <Fields fields={fields} form={form} isNew />
      <section className="example" aria-label="Sum" aria-live="polite" style={{ marginTop: 16 }}>
        {service && lines.length > 0 ? (
          <div className="sumline" data-strong><span>{service.application === 'credit' ? 'Credited' : 'Charged'} to {formatCount(lines.length)} {lines.length === 1 ? 'account' : 'accounts'}<Text span size="xs" c="dimmed" display="block">Before taxes, for one month</Text></span><span className="tnum">{format.money(fromCents(total))}</span></div>
        ) : <Text size="sm" c="dimmed">Choose a service and name accounts.</Text>}
        {problems.length > 0 && <Text size="xs" c="red" mt={4}>{problems[0]}{problems.length > 1 && `, and ${problems.length - 1} more`}</Text>}
      </section>
      <Group mt="lg" gap="xs">
        <Button type="submit" loading={form.busy}>Enter the batch</Button>
        <Button variant="default" onClick={onClose}>Cancel</Button>
      </Group>
    </form>
  );
}
