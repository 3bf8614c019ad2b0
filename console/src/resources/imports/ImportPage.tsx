import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { importQuery } from '~/api/imports';
import { useCan, useSession } from '~/api/session';
import { Card, useTitle } from '~/ui/Page';
import { Failure, Lines } from '~/ui/States';
import { Details } from './Details';
import { Resume } from './wizard/Resume';
import { Wizard } from './wizard/Wizard';

/** One import: the wizard while it is a draft of the user, and what became of it afterwards. */
export default function ImportPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  return <One key={id} id={id} />;
}

function One({ id }: { id: string }) {
  const one = useQuery(importQuery(id));
  const session = useSession();
  const can = useCan();
  // Whoever comes back to a draft is asked; whoever is going through it is not.
  const [going, setGoing] = useState(false);
  useTitle(`Import ${id}`);
  if (one.isError && !one.data) return <Card><Failure error={one.error} onRetry={() => void one.refetch()} /></Card>;
  if (!one.data) return <Card><Lines count={9} height={28} /></Card>;
  const mine = one.data.user_id === session?.user.id && can('data_imports.create');
  if (one.data.status !== 'Pending' || !mine) return <Details one={one.data} mine={mine} onCorrect={() => setGoing(true)} />;
  if (!going && one.data.stage !== 'upload') return <Resume one={one.data} onContinue={() => setGoing(true)} />;
  return <Wizard one={one.data} lost={one.isError} onGoing={() => setGoing(true)} />;
}
