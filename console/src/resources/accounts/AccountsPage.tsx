import { useNavigate } from '@tanstack/react-router';
import { UrlResourceList } from '~/resource/ResourceList';
import { ImportLink } from '~/resources/imports/ImportLink';
import { PageHeader } from '~/ui/Page';
import { accounts } from './accounts';

export default function AccountsPage() {
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title="Accounts" actions={<ImportLink type="accounts" />} />
      <UrlResourceList resource={accounts} expected={18} onCreate={() => void navigate({ to: '/accounts/new' })}
        onOpen={(account) => void navigate({ to: '/accounts/$id', params: { id: String(account.id) } })} />
    </>
  );
}
