import { Anchor, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconCloudOff, IconLock, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ApiError } from '~/api/client';

/** Nothing to show yet, and what to do about it. */
export function Empty({ title, hint, action, icon }: { title: string; hint?: string; action?: ReactNode; icon?: ReactNode }) {
  return (
    <Stack align="center" gap={6} py={44} px="md" ta="center">
      {icon && <Text c="dimmed" component="div">{icon}</Text>}
      <Text fw={600}>{title}</Text>
      {hint && <Text c="dimmed" size="sm" maw={420}>{hint}</Text>}
      {action && <div style={{ marginTop: 8 }}>{action}</div>}
    </Stack>
  );
}

/** A failed read: what happened, a way to try again, and the request id for the operator. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const failure = error instanceof ApiError ? error : new ApiError(-1, (error as Error)?.message ?? 'Something went wrong.');
  const denied = failure.status === 403;
  const missing = failure.status === 404;
  const title = denied ? 'You may not see this' : missing ? 'This does not exist' : failure.status === 0 ? 'No connection' : 'This could not be loaded';
  return (
    <Stack align="center" gap={6} py={44} px="md" ta="center" role="alert">
      <Text c="dimmed" component="div">{denied ? <IconLock size={28} stroke={1.5} /> : <IconCloudOff size={28} stroke={1.5} />}</Text>
      <Text fw={600}>{title}</Text>
      <Text c="dimmed" size="sm" maw={460}>{missing ? 'It may have been deleted.' : failure.message}</Text>
      <Group gap="sm" mt={8}>
        {onRetry && !denied && !missing && (
          <Button variant="default" leftSection={<IconRefresh size={15} />} onClick={onRetry}>Try again</Button>
        )}
        {(missing || denied) && <Anchor href="/" size="sm">Go to the dashboard</Anchor>}
      </Group>
      {failure.requestId && <Text size="xs" c="dimmed" className="mono" mt={4}>Request {failure.requestId}</Text>}
    </Stack>
  );
}

/** Lines of the height that the content will have. */
export function Lines({ count = 4, height = 16, gap = 12 }: { count?: number; height?: number; gap?: number }) {
  return (
    <Stack gap={gap} aria-busy="true" aria-label="Loading">
      {Array.from({ length: count }, (_, index) => <Skeleton key={index} height={height} width={`${92 - ((index * 17) % 40)}%`} />)}
    </Stack>
  );
}
