import { notifications } from '@mantine/notifications';
import { ApiError } from '~/api/client';

/** A short word that something was done. */
export const done = (message: string) => notifications.show({ message, color: 'tide', autoClose: 2600 });

/** Why something was not done, with the request id when the server is at fault. */
export function failed(error: unknown) {
  const message = error instanceof ApiError ? error.message : 'Something went wrong.';
  const id = error instanceof ApiError && error.transient ? error.requestId : null;
  notifications.show({ message: id ? `${message} (request ${id})` : message, color: 'red', autoClose: 8000 });
}
