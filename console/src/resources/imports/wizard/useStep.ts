import { useState } from 'react';
import { ApiError } from '~/api/client';
import { importQuery, type DataImport } from '~/api/imports';
import { changed, queryClient } from '~/api/query';

/** Shows an import as the server answered it, everywhere. */
export function keep(one: DataImport): void {
  queryClient.setQueryData(importQuery(one.id).queryKey, one);
  changed('data_imports');
}

/** Sends one step at a time and keeps its refusal until the next. */
export function useStep() {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const send = async (step: () => Promise<DataImport>): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    setRefusal(null);
    try {
      keep(await step());
      return true;
    } catch (error) {
      setRefusal(error instanceof ApiError ? error : new ApiError(-1, 'Something went wrong.'));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, refusal, send };
}
