import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { UrlResourceList } from '~/resource/ResourceList';
import { ImportLink } from '~/resources/imports/ImportLink';
import { PageHeader } from '~/ui/Page';
import { AddNumbers } from './AddNumbers';
import { useDidActions } from './DidActions';
import { dids } from './dids';

/** All telephone numbers: which are free, and who has the others. */
export default function DidsPage() {
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const { rowActions, dialogs, assign } = useDidActions();
  const resource = dids(rowActions);
  return (
    <>
      <PageHeader title={resource.title} description={resource.description} actions={<ImportLink type="dids" />} />
      <UrlResourceList resource={resource} expected={14} onCreate={() => setAdding(true)}
        onOpen={(did) => (did.account_id === null ? assign({ did }) : void navigate({ to: '/accounts/$id/$tab', params: { id: String(did.account_id), tab: 'numbers' } }))} />
      <AddNumbers opened={adding} onClose={() => setAdding(false)} />
      {dialogs}
    </>
  );
}
