import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconPlugConnected, IconPlugOff, IconSwitchHorizontal, IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { api } from '~/api/client';
import { changed } from '~/api/query';
import { useCan } from '~/api/session';
import type { Did } from '~/api/voice';
import { formatPhone } from '~/lib/format';
import { Confirm } from '~/ui/Confirm';
import { done } from '~/ui/toast';
import { AssignNumber, type Assignment } from './AssignNumber';

type Asked = { did: Did; what: 'release' | 'delete' } | null;

function Action({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return <Tooltip label={label.split(' ')[0]}><ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>{children}</ActionIcon></Tooltip>;
}

/** What can be done with a number: buttons for its row, and the dialogs that they open. */
export function useDidActions(account?: number) {
  const can = useCan();
  const [assigning, setAssigning] = useState<Assignment | null>(null);
  const [asked, setAsked] = useState<Asked>(null);
  const rowActions = (did: Did) => {
    const name = formatPhone(did.did);
    return (
      <Group gap={2} justify="flex-end" wrap="nowrap">
        {did.account_id === null && can('account_dids.create') && <Action label={`Assign ${name}`} onClick={() => setAssigning({ did })}><IconPlugConnected size={16} stroke={1.6} /></Action>}
        {did.account_id !== null && can('account_dids.update') && <Action label={`Move ${name} to another service`} onClick={() => setAssigning({ did, account: did.account_id! })}><IconSwitchHorizontal size={16} stroke={1.6} /></Action>}
        {did.account_id !== null && can('account_dids.delete') && <Action label={`Release ${name}`} onClick={() => setAsked({ did, what: 'release' })}><IconPlugOff size={16} stroke={1.6} /></Action>}
        {account === undefined && did.account_id === null && can('dids.delete') && <Action label={`Delete ${name}`} onClick={() => setAsked({ did, what: 'delete' })}><IconTrash size={16} stroke={1.6} /></Action>}
      </Group>
    );
  };
  const releases = asked?.what === 'release';
  const dialogs = (
    <>
      <AssignNumber target={assigning} onClose={() => setAssigning(null)} />
      <Confirm opened={asked !== null} title={releases ? 'Release this number?' : 'Delete this number?'} action={releases ? 'Release' : 'Delete'} onClose={() => setAsked(null)}
        onConfirm={async () => {
          const { did } = asked!;
          await (releases ? api.delete(`/accounts/${did.account_id!}/dids/${did.id}`) : api.delete(`/system/voice/dids/${did.id}`));
          changed('dids', 'account_dids');
          done(releases ? `${formatPhone(did.did)} is free` : `${formatPhone(did.did)} was deleted`);
        }}>
        {asked && (releases
          ? <><strong>{formatPhone(asked.did.did)}</strong> leaves its account. Calls that were rated stay there; new ones wait until somebody has the number.</>
          : <><strong>{formatPhone(asked.did.did)}</strong> will not be offered any more.</>)}
      </Confirm>
    </>
  );
  return { rowActions, dialogs, assign: setAssigning };
}
