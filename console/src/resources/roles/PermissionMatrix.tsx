import { Checkbox, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '~/api/client';
import type { Permission } from '~/api/models';
import { humanize } from '~/lib/format';
import type { FieldProps } from '~/resource/types';
import { Failure, Lines } from '~/ui/States';
import { toggle, toMatrix } from './matrix';

/** One tick for each resource and action; a row or column head ticks all of it. */
export function PermissionMatrix({ value, error, onChange }: FieldProps) {
  const held = (value as string[] | null) ?? [];
  const permissions = useQuery({ queryKey: ['permissions'], queryFn: async () => (await api.list<Permission>('/permissions', { limit: 1000 })).data, staleTime: Infinity });
  if (permissions.isError) return <Failure error={permissions.error} onRetry={() => void permissions.refetch()} />;
  if (!permissions.data) return <Lines count={8} height={26} />;
  const all = permissions.data;
  const { actions, rows, single } = toMatrix(all);
  const set = (keys: string[], on: boolean) => onChange(toggle(held, keys, on, all));
  const group = (keys: string[], label: string) => {
    const count = keys.filter((key) => held.includes(key)).length;
    return <Checkbox size="xs" label={label} checked={keys.length > 0 && count === keys.length} indeterminate={count > 0 && count < keys.length} onChange={(event) => set(keys, event.currentTarget.checked)} />;
  };
  return (
    <Stack gap="sm">
      {error && <Text size="sm" c="red">{error}</Text>}
      {single.length > 0 && (
        <Stack gap={8} className="card" p="sm">
          {single.map((permission) => (
            <Checkbox key={permission.key} size="xs" label={humanize(permission.description || permission.key)} checked={held.includes(permission.key)} onChange={(event) => set([permission.key], event.currentTarget.checked)} />
          ))}
        </Stack>
      )}
      <div className="card tablewrap">
        <table className="grid matrix" aria-label="Permissions">
          <thead>
            <tr>
              <th scope="col">{group(rows.flatMap((row) => Object.values(row.cells).map((cell) => cell.key)), 'Everything')}</th>
              {actions.map((action) => <th key={action} scope="col">{group(rows.flatMap((row) => row.cells[action]?.key ?? []), humanize(action))}</th>)}
              <th scope="col">More</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.resource}>
                <td>{group(Object.values(row.cells).map((cell) => cell.key), humanize(row.resource))}</td>
                {actions.map((action) => {
                  const cell = row.cells[action];
                  return <td key={action}>{cell && <Checkbox size="xs" style={{ display: 'inline-block' }} aria-label={cell.description || cell.key} checked={held.includes(cell.key)} onChange={(event) => set([cell.key], event.currentTarget.checked)} />}</td>;
                })}
                <td>{row.more.map((cell) => <Checkbox key={cell.key} size="xs" my={3} label={humanize(cell.action)} title={cell.description} checked={held.includes(cell.key)} onChange={(event) => set([cell.key], event.currentTarget.checked)} />)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Stack>
  );
}
