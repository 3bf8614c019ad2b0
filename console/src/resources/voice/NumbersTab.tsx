import type { Account } from '~/api/models';
import { useCan } from '~/api/session';
import { LocalResourceList } from '~/resource/ResourceList';
import { useDidActions } from './DidActions';
import { accountDids } from './dids';

/** The telephone numbers of an account, and the service that each is on. */
export function NumbersTab({ account }: { account: Account }) {
  const can = useCan();
  const { rowActions, dialogs, assign } = useDidActions(account.id);
  return (
    <>
      <LocalResourceList resource={accountDids(account.id, rowActions)} expected={3} onCreate={() => assign({ account: account.id })}
        onOpen={(did) => can('account_dids.update') && assign({ did, account: account.id })} />
      {dialogs}
    </>
  );
}
