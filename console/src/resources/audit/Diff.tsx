import { Fragment } from 'react';
import { humanize } from '~/lib/format';

type Side = Record<string, unknown> | null;

/** A value in words; secrets never arrive here, the server leaves them out. */
export function show(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length ? value.map(show).join(', ') : '–';
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

/** The changed fields side by side, before and after. */
export function Diff({ before, after }: { before: Side; after: Side }) {
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
              <del className="html">{show(before[name])}</del>
              <ins className="html">{show(after[name])}</ins>
            </>
          ) : (
            <span className="html" style={{ gridColumn: '2 / -1' }}>{show((after ?? before)?.[name])}</span>
          )}
        </Fragment>
      ))}
    </div>
  );
}
