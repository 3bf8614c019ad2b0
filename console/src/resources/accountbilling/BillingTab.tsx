import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { billingDetailsQuery, billingParametersQuery, moneyChanged, useProrates } from '~/api/billing';
import { api } from '~/api/client';
import type { Account } from '~/api/models';
import { queryClient } from '~/api/query';
import { useCan } from '~/api/session';
import { useFormat } from '~/lib/format';
import { Fields, Problem } from '~/resource/Fields';
import { useForm } from '~/resource/form';
import type { Field, Values } from '~/resource/types';
import { BillExample, termFields, termsBody } from '~/resources/settings/billing/terms';
import { Card } from '~/ui/Page';
import { Failure, Lines } from '~/ui/States';
import { done } from '~/ui/toast';
import { cents } from './cents';
import { SumLine } from './Money';

/** The terms of the account: those of the settings, and its own. */
export const accountTermFields: Field[] = [
  ...termFields.flatMap((field): Field[] => field.name === 'bill_day'
    ? [field, { name: 'prorate', label: 'Prorate the days between', kind: 'switch', hint: 'The day moves: charge or give back the days until the new one.', when: (values) => Number(values.bill_day) !== Number(values.stored_bill_day) }]
    : [field]),
  { name: 'grace_until', label: 'No delinquency until', kind: 'date', half: true, hint: 'A promise to this customer, whatever the grace says.' },
  { name: 'tax_exempt', label: 'Exempt from all taxes', kind: 'switch', section: 'Taxes', hint: 'An exemption from one tax is under Taxes.' },
];

/** What an account owes, and the terms on which it is billed. */
export function BillingTab({ account }: { account: Account }) {
  const stored = useQuery(billingParametersQuery(account.id));
  const [saves, setSaves] = useState(0);
  const key = JSON.stringify([saves, stored.data]);
  return (
    <div className="beside">
      {stored.isError ? <Card><Failure error={stored.error} onRetry={() => void stored.refetch()} /></Card>
        : !stored.data ? <Card title="Terms"><Lines count={12} height={40} /></Card>
        : <Terms key={key} account={account} stored={stored.data} onSaved={() => setSaves((count) => count + 1)} />}
    </div>
  );
}

function Terms({ account, stored, onSaved }: { account: Account; stored: Values; onSaved: () => void }) {
  const allowed = useCan()('account_billing.update');
  const prorates = useProrates();
  const names = accountTermFields.map((field) => field.name).filter((name) => name !== 'prorate');
  const form = useForm({ ...Object.fromEntries(names.map((name) => [name, stored[name] ?? null])), stored_bill_day: stored.bill_day }, accountTermFields);
  const values: Values = { prorate: prorates ?? true, ...form.values };
  const save = async () => {
    let saved: Values | undefined;
    const ok = await form.submit(async () => {
      saved = await api.patch<Values>(`/accounts/${account.id}/billing_parameters`, termsBody(accountTermFields, values));
    });
    if (!ok) return requestAnimationFrame(() => document.querySelector('[aria-invalid="true"], [role="alert"]')?.scrollIntoView({ block: 'center' }));
    queryClient.setQueryData(billingParametersQuery(account.id).queryKey, saved);
    onSaved();
    moneyChanged();
    done('Saved');
  };
  return (
    <>
      <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}>
        <Card title="Terms">
          <fieldset disabled={!allowed} style={{ all: 'unset', display: 'block' }}>
            <Problem form={form} />
            <Fields fields={accountTermFields} form={{ ...form, values }} isNew={false} focus={false} />
            <Group mt="lg">
              <Button type="submit" loading={form.busy} disabled={!form.dirty}>Save</Button>
              {form.dirty && <Text size="sm" c="dimmed">Not saved yet</Text>}
            </Group>
          </fieldset>
        </Card>
      </form>
      <div className="sticky" style={{ display: 'grid', gap: 16 }}>
        <Balances account={account.id} />
        <BillExample values={values} />
      </div>
    </>
  );
}

function Balances({ account }: { account: number }) {
  const details = useQuery(billingDetailsQuery(account));
  const format = useFormat();
  const data = details.data;
  return (
    <Card title="Balances">
      {details.isError ? <Failure error={details.error} onRetry={() => void details.refetch()} /> : !data ? <Lines count={5} /> : (
        <div role="group" aria-label="Balances">
          <SumLine label="Due on invoices" cents={cents(data.balance_due)} />
          <SumLine label="On no invoice yet" cents={cents(data.balance_total) - cents(data.balance_due)} />
          <div className="sumtotal"><SumLine strong label="Owed in all" cents={cents(data.balance_total)} /></div>
          <SumLine label="Funds that pay nothing yet" hint="Of deposits and discounts" cents={cents(data.available_funds)} />
          <div className="sumtotal"><SumLine label="Next recurring charge" hint={data.next_bill_date ? `On ${format.date(data.next_bill_date)}, with taxes` : 'Does not bill: its status is not active'} cents={cents(data.next_recurring_charge_amount)} /></div>
        </div>
      )}
    </Card>
  );
}
