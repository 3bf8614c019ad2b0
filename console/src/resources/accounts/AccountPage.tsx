import { Badge, Button, Group, Menu, Skeleton, Tabs, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { IconCheck, IconChevronDown, IconDots, IconFileUpload, IconNote, IconPencil, IconPhone, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import { useStatuses, useTypes } from '~/api/lookups';
import type { Account } from '~/api/models';
import { useCan } from '~/api/session';
import { useFormat } from '~/lib/format';
import { useKeys } from '~/lib/keys';
import { ResourceDrawer } from '~/resource/ResourceDrawer';
import { Confirm } from '~/ui/Confirm';
import { useTitle } from '~/ui/Page';
import { Failure } from '~/ui/States';
import { AccountStatusDot, StatusDot } from '~/ui/Status';
import { done, failed } from '~/ui/toast';
import { accounts, GroupNames } from './accounts';
import { PriorityNotes } from '~/resources/notes/PriorityNotes';
import { GROUPS } from './tabs';

/** Everything about one customer. */
export default function AccountPage() {
  const { id, tab = 'overview' } = useParams({ strict: false }) as { id: string; tab?: string };
  const number = Number(id);
  const account = useQuery({ queryKey: ['accounts', 'one', number], queryFn: () => api.get<Account>(`/accounts/${number}`), enabled: Number.isInteger(number) });
  const navigate = useNavigate();
  const can = useCan();
  useTitle(account.data?.name ?? 'Account');
  if (account.isError) return <Failure error={account.error} onRetry={() => void account.refetch()} />;
  const groups = GROUPS.map((entry) => ({ ...entry, tabs: entry.tabs.filter(({ needs }) => !needs || can(needs)) })).filter((entry) => entry.tabs.length > 0);
  const group = groups.find((entry) => entry.tabs.some(({ value }) => value === tab)) ?? groups[0]!;
  const current = group.tabs.find(({ value }) => value === tab) ?? group.tabs[0]!;
  const go = (label: string | null) => void navigate({ to: '/accounts/$id/$tab', params: { id, tab: groups.find((entry) => entry.label === label)!.tabs[0]!.value }, replace: true, resetScroll: false });
  const Panel = current.panel;
  return (
    <>
      <Header account={account.data} />
      <PriorityNotes account={number} />
      <Tabs value={group.label} onChange={go} keepMounted={false} mb={group.tabs.length > 1 ? 10 : 'md'} className="accounttabs">
        <Tabs.List>{groups.map(({ label }) => <Tabs.Tab key={label} value={label}>{label}</Tabs.Tab>)}</Tabs.List>
      </Tabs>
      {group.tabs.length > 1 && (
        <nav className="subtabs" aria-label={group.label}>
          {group.tabs.map(({ value, label }) => <Link key={value} to="/accounts/$id/$tab" params={{ id, tab: value }} replace resetScroll={false} aria-current={value === current.value ? 'page' : undefined}>{label}</Link>)}
        </nav>
      )}
      <div role="tabpanel" aria-label={current.label} key={`${id}-${current.value}`}>
        {account.data ? <Panel account={account.data} /> : <Skeleton height={220} />}
      </div>
    </>
  );
}

function Header({ account }: { account: Account | undefined }) {
  const [editing, setEditing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const can = useCan();
  const navigate = useNavigate();
  const client = useQueryClient();
  useKeys({ e: () => setEditing(true) }, !!account && can('accounts.update'));
  const toTab = (tab: string) => account && void navigate({ to: '/accounts/$id/$tab', params: { id: String(account.id), tab } });
  return (
    <header style={{ marginBottom: 14, minHeight: 92 }}>
      <Text size="sm" c="dimmed" mb={2}><Link to="/accounts" className="link">Accounts</Link> / <span className="tnum">{account?.id ?? ''}</span></Text>
      <Group justify="space-between" align="flex-start" gap="sm" className="accounthead">
        <div style={{ flex: 1, minWidth: 0 }}>
          {account ? <Title order={1}>{account.name}</Title> : <Skeleton height={28} width={280} />}
          <Group gap="6px 12px" mt={8} mih={28}>
            {account && <StatusMenu account={account} />}
            {account && <Facts account={account} />}
          </Group>
        </div>
        {account && (
          <Group gap="xs">
            <Button variant="default" leftSection={<IconNote size={16} />} onClick={() => toTab('notes')}>Note</Button>
            <Button variant="default" leftSection={<IconPhone size={16} />} onClick={() => toTab('calls')} className="wide-only">Call</Button>
            <Button variant="default" leftSection={<IconFileUpload size={16} />} onClick={() => toTab('files')} className="wide-only">Files</Button>
            {can('accounts.update') && <Button leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>Edit</Button>}
            {can('accounts.delete') && (
              <Menu position="bottom-end">
                <Menu.Target><Button variant="default" px={9} aria-label="More actions"><IconDots size={17} /></Button></Menu.Target>
                <Menu.Dropdown><Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setDeleting(true)}>Delete account</Menu.Item></Menu.Dropdown>
              </Menu>
            )}
          </Group>
        )}
      </Group>
      {account && <ResourceDrawer resource={accounts} target={editing ? account : null} onClose={() => setEditing(false)} />}
      <Confirm opened={deleting} title="Delete this account?" onClose={() => setDeleting(false)}
        onConfirm={async () => {
          await api.delete(`/accounts/${account!.id}`);
          await navigate({ to: '/accounts' });
          client.removeQueries({ queryKey: ['accounts', 'one', account!.id] });
          changed('accounts', 'kpi');
          done('The account was deleted');
        }}>
        <strong>{account?.name}</strong> with its contacts, addresses, notes and files will be deleted.
      </Confirm>
    </header>
  );
}

function Facts({ account }: { account: Account }) {
  const format = useFormat();
  const type = useTypes()?.find((row) => row.id === account.account_type_id);
  const due = Number(account.balance_due) !== 0;
  return (
    <>
      {account.delinquent && <Badge color="red" variant="light">Delinquent</Badge>}
      <Text size="sm" c="dimmed">{type?.name}</Text>
      <Text size="sm" className="tnum"><Text span c="dimmed" size="sm">Due </Text><Text span size="sm" fw={due ? 620 : 400}>{format.money(account.balance_due)}</Text></Text>
      <Text size="sm" className="tnum"><Text span c="dimmed" size="sm">Total </Text>{format.money(account.balance_total)}</Text>
      {account.next_bill_date && <Text size="sm" className="tnum"><Text span c="dimmed" size="sm">Next bill </Text>{format.date(account.next_bill_date)}</Text>}
      <GroupNames ids={account.account_groups} />
    </>
  );
}

/** The status, and changing it in two clicks. */
function StatusMenu({ account }: { account: Account }) {
  const statuses = useStatuses() ?? [];
  const can = useCan();
  const client = useQueryClient();
  if (!can('accounts.update')) return <AccountStatusDot id={account.account_status_id} pill />;
  const change = async (account_status_id: number) => {
    try {
      const saved = await api.patch<Account>(`/accounts/${account.id}`, { account_status_id, prorate: false });
      client.setQueryData(['accounts', 'one', account.id], saved);
      changed('accounts', 'kpi');
      done('The status was changed');
    } catch (error) {
      failed(error);
    }
  };
  return (
    <Menu shadow="md">
      <Menu.Target>
        <button type="button" aria-label="Change the status" style={{ all: 'unset', cursor: 'pointer', display: 'inline-flex', alignItems: 'center', gap: 4 }} className="statusbutton">
          <AccountStatusDot id={account.account_status_id} pill />
          <IconChevronDown size={14} style={{ color: 'var(--muted)' }} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {statuses.map((status) => (
          <Menu.Item key={status.id} rightSection={status.id === account.account_status_id ? <IconCheck size={15} /> : null} onClick={() => void change(status.id)}>
            <StatusDot color={status.color} name={status.name} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
