import { ActionIcon, Badge, CopyButton, Modal, Text, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCheck, IconCopy, IconEye, IconFileTypePdf } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { api } from '~/api/client';
import { toOptions } from '~/api/lookups';
import type { Contact, Contract, ContractTemplate } from '~/api/models';
import { useFormat } from '~/lib/format';
import { LocalResourceList } from '~/resource/ResourceList';
import { defineResource } from '~/resource/types';
import { fromBase64 } from '~/resources/files/base64';
import { useBlobUrl } from '~/resources/files/Preview';
import { Html } from '~/ui/Html';
import { Failure, Lines } from '~/ui/States';

const templatesQuery = { queryKey: ['contract_templates', 'all'], queryFn: async () => (await api.list<ContractTemplate>('/system/contract_templates', { limit: 1000 })).data };

const contactsQuery = (account: number) => ({
  queryKey: ['account_contacts', `/accounts/${account}/contacts`, { limit: 1000 }],
  queryFn: async () => (await api.list<Contact>(`/accounts/${account}/contacts`, { limit: 1000 })).data,
});

function ContactName({ account, id }: { account: number; id: number | null }) {
  return <>{useQuery(contactsQuery(account)).data?.find((contact) => contact.id === id)?.name ?? ''}</>;
}

function Signed({ contract }: { contract: Contract }) {
  const format = useFormat();
  if (!contract.acceptance_datetime) return <Badge variant="default">Waits for a signature</Badge>;
  return <Text span size="sm"><Badge variant="light" mr={8}>Signed</Badge>{contract.signer_name}, {format.instant(contract.acceptance_datetime)}</Text>;
}

function Expires({ contract }: { contract: Contract }) {
  return <>{useFormat().date(contract.expiration_date) || '–'}</>;
}

/** The public page where the customer signs. */
export const signingLink = (key: string) => `${location.origin}/contract_signing/${encodeURIComponent(key)}`;

export const contracts = (account: number, onShow: (contract: Contract) => void) =>
  defineResource<Contract>({
    entity: 'contracts',
    path: `/accounts/${account}/contracts`,
    title: 'Contracts',
    singular: 'contract',
    permission: 'contracts',
    searchable: false,
    labelOf: (contract) => contract.contract_name,
    columns: [
      { key: 'contract_name', label: 'Contract', render: (row) => <Text span size="sm" fw={560}>{row.contract_name}</Text> },
      { key: 'contact_id', label: 'Contact', render: (row) => <ContactName account={account} id={row.contact_id} /> },
      { key: 'acceptance_datetime', label: 'Signature', render: (row) => <Signed contract={row} /> },
      { key: 'term_in_months', label: 'Term', wide: true, render: (row) => (row.term_in_months ? `${row.term_in_months} months` : 'Open') },
      { key: 'expiration_date', label: 'Ends', wide: true, render: (row) => <Expires contract={row} /> },
    ],
    fields: [
      { name: 'contract_template_id', label: 'Template', kind: 'select', required: true, useOptions: () => toOptions(useQuery(templatesQuery).data?.filter((row) => row.active)), when: (_, isNew) => isNew },
      { name: 'contact_id', label: 'Who signs', kind: 'select', required: true, useOptions: () => toOptions(useQuery(contactsQuery(account)).data) },
      { name: 'custom_message', label: 'Message to the signer', kind: 'textarea' },
    ],
    blank: { contract_template_id: null, contact_id: null, custom_message: '' },
    toBody: ({ contract_template_id, ...values }, row) => (row ? values : { contract_template_id, ...values }),
    emptyHint: 'Make one from a template, and send the link to the customer to sign.',
    rowActions: (row) => (
      <>
        {!row.acceptance_datetime && row.unique_link_key && <CopyLink contract={row} />}
        <Tooltip label={row.acceptance_datetime ? 'PDF' : 'Read'}>
          <ActionIcon variant="subtle" color="gray" aria-label={`Show ${row.contract_name}`} onClick={() => onShow(row)}>
            {row.acceptance_datetime ? <IconFileTypePdf size={16} stroke={1.6} /> : <IconEye size={16} stroke={1.6} />}
          </ActionIcon>
        </Tooltip>
      </>
    ),
  });

function CopyLink({ contract }: { contract: Contract }) {
  return (
    <CopyButton value={signingLink(contract.unique_link_key ?? '')}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : 'Copy the signing link'}>
          <ActionIcon variant="subtle" color={copied ? 'tide' : 'gray'} aria-label="Copy the signing link" onClick={copy}>{copied ? <IconCheck size={16} /> : <IconCopy size={16} stroke={1.6} />}</ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

export function ContractsTab({ account }: { account: number }) {
  const [shown, setShown] = useState<Contract | null>(null);
  return (
    <>
      <LocalResourceList resource={contracts(account, setShown)} expected={2} />
      <Modal opened={shown !== null} onClose={() => setShown(null)} size="xl" title={<Text fw={620}>{shown?.contract_name}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
        {shown && (shown.acceptance_datetime ? <Pdf account={account} contract={shown} /> : <Html html={shown.contract_text} />)}
      </Modal>
    </>
  );
}

function Pdf({ account, contract }: { account: number; contract: Contract }) {
  const path = `/accounts/${account}/contracts/${contract.id}/base64` as const;
  const pdf = useQuery({ queryKey: ['contract-pdf', path], queryFn: () => api.get<{ base64: string }>(path), staleTime: Infinity, gcTime: 60_000 });
  const blob = useMemo(() => (pdf.data ? fromBase64(pdf.data.base64, 'application/pdf') : undefined), [pdf.data]);
  const address = useBlobUrl(blob, 'application/pdf');
  if (pdf.isError) return <Failure error={pdf.error} onRetry={() => void pdf.refetch()} />;
  return address ? <iframe className="dropzone-preview" src={address} title={contract.contract_name} /> : <Lines count={10} />;
}
