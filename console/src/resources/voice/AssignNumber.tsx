import { Button, Drawer, Group, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { accountServicesQuery } from '~/api/billing';
import { useServices, type Service } from '~/api/catalog';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import type { Did } from '~/api/voice';
import { formatPhone } from '~/lib/format';
import { Problem } from '~/resource/Fields';
import { refuse, useForm } from '~/resource/form';
import { AccountPicker } from '~/resources/accounts/AccountPicker';
import { done } from '~/ui/toast';

/** What is known already: the number, the account, or both for a move to another service. */
export interface Assignment {
  did?: Did;
  account?: number;
}

/** Puts a number on a voice service of an account; one that is there already is moved to another one of its services. */
export function AssignNumber({ target, onClose }: { target: Assignment | null; onClose: () => void }) {
  const title = target?.did ? `${target.did.account_id === null ? 'Assign' : 'Move'} ${formatPhone(target.did.did)}` : 'Assign a number';
  return (
    <Drawer opened={target !== null} onClose={onClose} size={440} title={<Text fw={640} size="lg">{title}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {target && <Form {...target} onClose={onClose} />}
    </Drawer>
  );
}

/** The voice services of an account, each once; undefined while they are read. */
export function useVoiceServicesOf(account: number | null): Service[] | undefined {
  const owned = useQuery({ ...accountServicesQuery(account ?? 0), enabled: account !== null }).data;
  const services = useServices();
  if (account === null || !owned || !services) return undefined;
  const ids = new Set(owned.map((row) => row.id));
  return services.filter((service) => service.voice_service && ids.has(service.id));
}

function Form({ did, account: fixed, onClose }: Assignment & { onClose: () => void }) {
  const moves = did !== undefined && did.account_id !== null;
  const form = useForm({ did: did?.did ?? null, account: fixed ?? did?.account_id ?? null, service_id: did?.service_id ?? null }, [{ name: 'did' }, { name: 'account' }, { name: 'service_id' }]);
  const account = form.values.account as number | null;
  const services = useVoiceServicesOf(account);
  const only = services?.length === 1 ? services[0]!.id : null;
  const service_id = (form.values.service_id as number | null) ?? only;
  const save = async () => {
    const ok = await form.submit(async ({ did: number }) => {
      refuse({ did: number ? undefined : 'The number is required.', account: account ? undefined : 'The account is required.', service_id: service_id || !account ? undefined : 'The service is required.' });
      if (moves) await api.patch(`/accounts/${account!}/dids/${did.id}`, { service_id });
      else await api.post(`/accounts/${account!}/dids`, { did: number, service_id });
    });
    if (!ok) return;
    changed('dids', 'account_dids');
    done(moves ? 'The number was moved' : `${formatPhone(String(form.values.did))} was assigned`);
    onClose();
  };
  return (
    <form noValidate onSubmit={(event) => (event.preventDefault(), void save())}>
      <Problem form={form} />
      <Stack gap="sm">
        {!did && <FreeNumber value={form.values.did as string | null} error={form.errors.did} onChange={(value) => form.set('did', value)} />}
        {fixed === undefined && !moves && <AccountPicker label="Account" withAsterisk data-autofocus value={account} error={form.errors.account} onPick={(id) => form.patch({ account: id, service_id: null })} />}
        <Select label="Voice service" withAsterisk name="service_id" error={form.errors.service_id ?? (did && form.errors.did)} disabled={!services?.length} allowDeselect={false}
          placeholder={account === null ? 'Choose an account first' : ''} data={(services ?? []).map((row) => ({ value: String(row.id), label: row.name }))} value={service_id ? String(service_id) : null}
          description="Its prices rate the calls of the number." onChange={(value) => form.set('service_id', value && Number(value))} />
        {services?.length === 0 && <Text size="sm" c="red" role="alert">The account has no voice service. <Link className="link" to="/accounts/$id/$tab" params={{ id: String(account), tab: 'services' }}>Add one</Link> first.</Text>}
      </Stack>
      <Group mt="lg" gap="xs">
        <Button type="submit" loading={form.busy} disabled={services?.length === 0}>{moves ? 'Move' : 'Assign'}</Button>
        <Button variant="default" onClick={onClose}>Cancel</Button>
      </Group>
    </form>
  );
}

/** One of the numbers that nobody has. */
function FreeNumber({ value, error, onChange }: { value: string | null; error: string | undefined; onChange: (did: string | null) => void }) {
  const [text, setText] = useState('');
  const [words] = useDebouncedValue(text.replace(/\D/g, ''), 200);
  const query = { 'filter[assigned]': '0', search: value && words.endsWith(value) ? undefined : words, limit: 30, sort: 'did' };
  const free = useQuery({ queryKey: ['dids', 'free', query], queryFn: ({ signal }) => api.list<Did>('/system/voice/dids', query, signal), placeholderData: keepPreviousData }).data;
  const data = [...new Set([...(free?.data.map((row) => row.did) ?? []), ...(value ? [value] : [])])].map((did) => ({ value: did, label: formatPhone(did) }));
  return (
    <Select label="Number" withAsterisk name="did" searchable data-autofocus error={error} data={data} value={value} searchValue={text} onSearchChange={setText} filter={({ options }) => options} onChange={onChange}
      placeholder="Type some of its digits" nothingFoundMessage={<Text size="sm">{words ? 'No free number has these digits' : 'No number is free. Add some first.'}</Text>} />
  );
}
