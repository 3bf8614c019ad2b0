import { Anchor, Button } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { IconCompass } from '@tabler/icons-react';
import { Empty, Failure } from '~/ui/States';

/** An address that leads nowhere. */
export function NotFound() {
  return <Empty icon={<IconCompass size={30} stroke={1.5} />} title="There is no such page" hint="The address may be mistyped, or the page has moved." action={<Anchor href="/">Go to the dashboard</Anchor>} />;
}

/** A screen that failed to start: the server did not answer, or a new version replaced this one's files. */
export function Crash({ error, reset }: ErrorComponentProps) {
  const outdated = /dynamically imported module|Importing a module script/i.test((error as Error)?.message ?? '');
  if (outdated) {
    return <Empty title="A new version of the console is ready" action={<Button onClick={() => location.reload()}>Load it</Button>} />;
  }
  return <Failure error={error} onRetry={() => (reset(), location.reload())} />;
}
