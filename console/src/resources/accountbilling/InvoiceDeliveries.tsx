import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconMailForward } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '~/api/client';
import type { Contact } from '~/api/models';
import { changed } from '~/api/query';
import { useCan } from '~/api/session';
import { humanize, useFormat } from '~/lib/format';
import { DataTable } from '~/ui/DataTable';
import { Card } from '~/ui/Page';
import { Empty, Failure } from '~/ui/States';
import { StatusDot } from '~/ui/Status';
import { done, failed } from '~/ui/toast';

interface Delivery {
  id: number;
  kind: string;
  contact_id: number;
  email_address: string | null;
  state: 'queued' | 'sent' | 'failed' | 'skipped';
  reason: string | null;
  attempts: number;
  created_at: string;
  sent_at: string | null;
}

const LIVE_MS = 3000;
const STATES: Record<Delivery['state'], [name: string, color: string]> = { queued: ['Waiting', '#3b82c4'], sent: ['Sent', '#2f9e6e'], failed: ['Failed', '#c8503f'], skipped: ['Not needed', '#8a9499'] };

/** The mails about an invoice: to whom it went, when, and why not. */
export function InvoiceDeliveries({ account, invoice, mayMail }: { account: number; invoice: number; mayMail: boolean }) {
  const format = useFormat();
  const can = useCan();
  const [busy, setBusy] = useState(false);
  const path = `/accounts/${account}/invoices/${invoice}` as const;
  const list = useQuery({
    queryKey: ['mail_deliveries', account, invoice], queryFn: async () => (await api.list<Delivery>(`${path}/deliveries`, { limit: 100 })).data,
    refetchInterval: (query) => (query.state.data?.some((row) => row.state === 'queued') ? LIVE_MS : false),
  });
  const contacts = useQuery({ queryKey: ['account_contacts', account, 'all'], queryFn: async () => (await api.list<Contact>(`/accounts/${account}/contacts`, { limit: 100 })).data, enabled: can('account_contacts.read'), retry: false }).data;
  const send = async () => {
    setBusy(true);
    try {
      await api.post(`${path}/email`);
      changed('mail_deliveries');
      done('The invoice is on its way');
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  };
  const action = mayMail && can('invoices.email') && <Button size="xs" variant="default" loading={busy} leftSection={<IconMailForward size={14} />} onClick={() => void send()}>Send by mail</Button>;
  return (
    <Card title="Mail" padded={false} actions={action}>
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : list.data?.length === 0 ? <Empty title="Not sent by mail" hint="It goes to the contacts that want financial mail." /> : (
        <DataTable label="Mail" rows={list.data} expected={1}
          columns={[
            { key: 'kind', label: 'What', width: 150, render: (row) => humanize(row.kind) },
            { key: 'to', label: 'To', render: (row) => <>{row.email_address ?? contacts?.find((contact) => contact.id === row.contact_id)?.name ?? `Contact ${row.contact_id}`}{row.reason && <Text size="xs" c={row.state === 'failed' ? 'red' : 'dimmed'}>{row.reason}</Text>}</> },
            { key: 'state', label: 'State', width: 130, render: (row) => <StatusDot name={STATES[row.state][0]} color={STATES[row.state][1]} /> },
            { key: 'created_at', label: 'When', width: 170, wide: true, render: (row) => format.instant(row.sent_at ?? row.created_at) },
          ]} />
      )}
    </Card>
  );
}
