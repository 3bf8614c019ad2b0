import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconTableImport } from '@tabler/icons-react';
import { useImportTypes } from '~/api/imports';
import { useCan } from '~/api/session';

/** The way from the page of some things to their import, for those who may. */
export function ImportLink({ type }: { type: string }) {
  const can = useCan();
  const types = useImportTypes();
  if (!can('data_imports.create') || !types?.some(({ name }) => name === type)) return null;
  return <Button variant="default" leftSection={<IconTableImport size={16} />} renderRoot={(props) => <Link to="/imports" search={{ new: type } as never} {...props} />}>Import</Button>;
}
