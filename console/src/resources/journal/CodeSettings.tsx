import { Button, Drawer, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useLedgerCodeOptions } from '~/api/catalog';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import { useCan } from '~/api/session';
import { Fields, Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import type { Field, Values } from '~/resource/types';
import { Failure, Lines } from '~/ui/States';
import { done } from '~/ui/toast';

const KEY = 'ledger_codes';
const code = (name: string, label: string, hint: string, section?: string): Field => ({ name, label, hint, kind: 'select', useOptions: useLedgerCodeOptions, ...(section ? { section } : {}) });

const fields: Field[] = [
  code('receivable', 'Receivable', 'What customers owe.', 'Balance'),
  code('unapplied_funds', 'Unapplied funds', 'Payments and discounts that pay no invoice yet: a liability.'),
  code('taxes_payable', 'Taxes payable', 'What is charged for somebody else: a liability.'),
  code('undeposited_funds', 'Undeposited funds', 'Cash, checks, wires and other payments by hand.'),
  code('processor_clearing', 'Processor clearing', 'What a payment processor or a bank has taken.'),
  code('revenue', 'Revenue', 'Of services that have no code of their own.', 'Income'),
  code('discounts', 'Discounts', 'Of credit services that have no code of their own: it lessens the revenue.'),
];

/** Which codes the journal posts to where a service has none. */
export function CodeSettings({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const stored = useQuery({ queryKey: [KEY], queryFn: () => api.get<Values>('/system/ledger_codes'), enabled: opened });
  return (
    <Drawer opened={opened} onClose={onClose} size={480} title={<Text fw={640} size="lg">Codes of the journal</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {stored.isError ? <Failure error={stored.error} onRetry={() => void stored.refetch()} />
        : !stored.data ? <Lines count={fields.length} height={40} />
        : opened && <Form stored={stored.data} onClose={onClose} />}
    </Drawer>
  );
}

function Form({ stored, onClose }: { stored: Values; onClose: () => void }) {
  const form = useForm(Object.fromEntries(fields.map(({ name }) => [name, stored[name] ?? null])), fields);
  const allowed = useCan()('settings.update');
  const save = async () => {
    if (!(await form.submit((values) => api.patch('/system/ledger_codes', values)))) return;
    changed(KEY, 'journal');
    done('Saved');
    onClose();
  };
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}>
      <Text size="sm" c="dimmed" mb="sm">Services are posted to codes of their own. This is where the rest goes; without a choice, to a code of the field’s name, such as RECEIVABLE. Codes are kept under <Link className="link" to="/ledger-codes">general ledger codes</Link>.</Text>
      <fieldset disabled={!allowed} style={{ all: 'unset', display: 'block' }}>
        <Problem form={form} />
        <Fields fields={fields} form={form} isNew={false} focus={false} />
        <Group mt="lg" gap="xs">
          {allowed && <Button type="submit" loading={form.busy} disabled={!form.dirty}>Save</Button>}
          <Button variant="default" onClick={onClose}>Close</Button>
        </Group>
      </fieldset>
    </form>
  );
}
