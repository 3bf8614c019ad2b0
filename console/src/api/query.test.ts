import { QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, test, vi } from 'vitest';
import { changed, queryClient } from './query';

afterEach(() => queryClient.clear());

test('a list that was asked for before a write is asked for again after it', async () => {
  const stored = { name: 'before' };
  const answers: (() => void)[] = [];
  const queryFn = ({ signal }: { signal: AbortSignal }) =>
    new Promise<string>((resolve, reject) => {
      const read = stored.name;
      signal.addEventListener('abort', () => reject(new Error('dropped')));
      answers.push(() => resolve(read));
    });
  const observer = new QueryObserver(queryClient, { queryKey: ['account_groups', 'list'], queryFn });
  const stop = observer.subscribe(() => undefined);

  stored.name = 'after';
  changed('account_groups');
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers.forEach((answer) => answer());

  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe('after'));
  stop();
});
