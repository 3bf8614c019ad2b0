import { Fragment } from 'react';
import { useGroups, useStatuses, useTypes, useUsers } from '~/api/lookups';
import type { Named } from '~/api/models';
import { humanize, useFormat } from '~/lib/format';

type Side = Record<string, unknown> | null;

/** A value in words; secrets never arrive here, the server leaves them out. */
export function show(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length ? value.map(show).join(', ') : '–';
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/** Values as they are called: ids of short lists by name, instants in the operator's time zone. */
function useShow() {
  const format = useFormat();
  const lists: Record<string, Named[] | undefined> = {
    account_status_id: useStatuses(), account_type_id: useTypes(), account_group_id: useGroups(), user_id: useUsers(),
  };
  return (name: string, value: unknown) => {
    if (typeof value !== 'number') return show(value);
    if (name.endsWith('_at') || name.endsWith('_datetime')) return format.instant(new Date(value).toISOString().slice(0, 19));
    return lists[name]?.find((row) => row.id === value)?.name ?? show(value);
  };
}

/** The changed fields side by side, before and after. */
export function Diff({ before, after }: { before: Side; after: Side }) {
  const text = useShow();
  const all = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  // Of what was created or deleted as a whole, the heading says the id, and what is blank says nothing.
  const names = before && after ? all : all.filter((name) => name !== 'id' && show((after ?? before)?.[name]) !== '–');
  if (names.length === 0) return null;
  return (
    <div className="diff">
      {names.map((name) => (
        <Fragment key={name}>
          <span style={{ color: 'var(--muted)' }}>{humanize(name)}</span>
          {before && after ? (
            <>
              <del className="html">{text(name, before[name])}</del>
              <ins className="html">{text(name, after[name])}</ins>
            </>
          ) : (
            <span className="html" style={{ gridColumn: '2 / -1' }}>{text(name, (after ?? before)?.[name])}</span>
          )}
        </Fragment>
      ))}
    </div>
  );
}
