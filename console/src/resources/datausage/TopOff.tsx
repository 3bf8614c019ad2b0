import { Button, Group, Modal, Text } from '@mantine/core';
import { moneyChanged } from '~/api/billing';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import type { UsageTerms } from '~/api/usage';
import { formatData } from '~/lib/format';
import { Fields, Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import type { Field } from '~/resource/types';
import { cents } from '~/resources/accountbilling/cents';
import { SumLine } from '~/resources/accountbilling/Money';
import { done } from '~/ui/toast';

interface Props {
  account: number;
  terms: UsageTerms;
  opened: boolean;
  onClose: () => void;
}

/** Buys data for the rest of the period. */
export function TopOff(props: Props) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} size="sm" title={<Text fw={620}>Buy more data</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {props.opened && <Form {...props} />}
    </Modal>
  );
}

function Form({ account, terms, onClose }: Props) {
  const unit = terms.overage_units_in_gigabytes ?? 0;
  const fields: Field[] = [{ name: 'quantity', label: 'How many', kind: 'number', required: true, unit: `× ${unit} GB` }];
  const form = useForm({ quantity: 1 }, fields);
  const quantity = Math.max(0, Math.floor(Number(form.values.quantity) || 0));
  const save = async () => {
    let bytes = 0;
    const ok = await form.submit(async (values) => {
      bytes = (await api.post<{ bytes_added: number }>(`/accounts/${account}/top_off`, values)).bytes_added;
    });
    if (!ok) return;
    changed('data_usage');
    moneyChanged();
    done(`${formatData(bytes)} were added`);
    onClose();
  };
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}>
      <Problem form={form} />
      <Fields fields={fields} form={form} isNew />
      <section className="example" aria-label="Charged now" aria-live="polite" style={{ marginTop: 14 }}>
        <SumLine strong label="Charged now" hint={`${formatData(quantity * unit * 1e9)} for this billing period, before taxes`} cents={cents(terms.overage_cost) * quantity} />
      </section>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose}>Cancel</Button>
        <Button type="submit" loading={form.busy} disabled={quantity < 1}>Buy</Button>
      </Group>
    </form>
  );
}
