import { ActionIcon, Button, Group, Select, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { IconDownload, IconPencil, IconPlus, IconSearch, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { api, url } from '~/api/client';
import { changed } from '~/api/query';
import type { Option } from '~/api/lookups';
import { useCan } from '~/api/session';
import { useKeys } from '~/lib/keys';
import { Confirm } from '~/ui/Confirm';
import { DataTable } from '~/ui/DataTable';
import { Pager } from '~/ui/Pager';
import { Empty, Failure } from '~/ui/States';
import { done } from '~/ui/toast';
import { ResourceDrawer } from './ResourceDrawer';
import { rowPath, type Filter, type Resource } from './types';
import { toQuery, useLocalListState, useUrlListState, type ListControl } from './useListState';

interface Props<Row extends { id: number }> {
  resource: Resource<Row>;
  control: ListControl;
  /** What a click on a row does; the drawer opens when left out. */
  onOpen?: (row: Row) => void;
  /** What the pencil does; the drawer opens when left out. */
  onEdit?: (row: Row) => void;
  /** What Create does; the drawer opens when left out. */
  onCreate?: () => void;
  toolbar?: ReactNode;
  expected?: number;
}

/** The list of a declared resource with its place in the address bar. */
export function UrlResourceList<Row extends { id: number }>(props: Omit<Props<Row>, 'control'>) {
  return <ResourceList {...props} control={useUrlListState()} />;
}

/** The list of a declared resource inside another page. */
export function LocalResourceList<Row extends { id: number }>(props: Omit<Props<Row>, 'control'>) {
  return <ResourceList {...props} control={useLocalListState()} />;
}

function ResourceList<Row extends { id: number }>({ resource, control, onOpen, onEdit, onCreate, toolbar, expected }: Props<Row>) {
  const [state, setState] = control;
  const can = useCan();
  const [target, setTarget] = useState<Row | 'new' | null>(null);
  const [doomed, setDoomed] = useState<Row | null>(null);
  const query = toQuery(state, resource.defaultSort);
  const list = useQuery({
    queryKey: [resource.entity, resource.path, query],
    queryFn: ({ signal }) => api.list<Row>(resource.path, query, signal),
    placeholderData: keepPreviousData,
  });
  const mayCreate = can(`${resource.permission}.create`);
  const create = () => (onCreate ? onCreate() : setTarget('new'));
  useKeys({ c: create }, mayCreate);
  const open = onOpen ?? ((row: Row) => setTarget(row));
  const filtered = !!state.q || !!state.filters;
  const createButton = mayCreate && <Button leftSection={<IconPlus size={16} />} onClick={create}>{resource.createLabel ?? `New ${resource.singular}`}</Button>;
  const actions = (row: Row) => (
    <Group gap={2} justify="flex-end" wrap="nowrap">
      {resource.rowActions?.(row)}
      {!resource.readOnlyRow?.(row) && <Tooltip label="Edit"><ActionIcon variant="subtle" color="gray" aria-label={`Edit ${resource.labelOf(row)}`} onClick={() => (onEdit ?? setTarget)(row)}><IconPencil size={16} stroke={1.6} /></ActionIcon></Tooltip>}
      {can(`${resource.permission}.delete`) && !resource.protectedRow?.(row) && !resource.readOnlyRow?.(row) && (
        <Tooltip label="Delete"><ActionIcon variant="subtle" color="gray" aria-label={`Delete ${resource.labelOf(row)}`} onClick={() => setDoomed(row)}><IconTrash size={16} stroke={1.6} /></ActionIcon></Tooltip>
      )}
    </Group>
  );
  const nothing = list.data && list.data.paginator.total_count === 0;
  return (
    <section className="card" aria-label={resource.title}>
      <div className="toolbar">
        {resource.searchable !== false && <SearchInput value={state.q ?? ''} label={`Search ${resource.title.toLowerCase()}`} onChange={(q) => setState({ q })} />}
        {resource.filters?.map((filter) => (
          <FilterSelect key={filter.column} filter={filter} value={state.filters?.[filter.column] ?? null}
            onChange={(value) => setState({ filters: { ...state.filters, [filter.column]: value ?? '' } })} />
        ))}
        {toolbar}
        <Group gap={6} ml="auto">
          {!nothing && <Tooltip label="All matching rows as CSV">
            <Button variant="default" component="a" href={url(resource.path, { ...query, limit: undefined, page: undefined, format: 'csv' })}
              download={`${resource.entity}.csv`} leftSection={<IconDownload size={15} />}>CSV</Button>
          </Tooltip>}
          {!(nothing && !filtered) && createButton}
        </Group>
      </div>
      {list.isError && !list.data ? (
        <Failure error={list.error} onRetry={() => void list.refetch()} />
      ) : nothing ? (
        <Empty
          title={filtered ? 'Nothing matches' : `No ${resource.title.toLowerCase()} yet`}
          hint={filtered ? 'Try other words or fewer filters.' : (resource.emptyHint ?? '')}
          action={filtered ? <Button variant="default" onClick={() => setState({ q: '', filters: {} })}>Clear search and filters</Button> : createButton}
        />
      ) : (
        <DataTable label={resource.title} columns={resource.columns} rows={list.data?.data} sort={state.sort ?? resource.defaultSort}
          onSort={(sort) => setState({ sort: sort ?? '' })} onOpen={open} actions={actions} stale={list.isPlaceholderData} expected={expected ?? 8} />
      )}
      {!nothing && !list.isError && <Pager paginator={list.data?.paginator} onPage={(page) => setState({ page })} onLimit={(limit) => setState({ limit })} />}
      <ResourceDrawer resource={resource} target={target} onClose={() => setTarget(null)} />
      <Confirm
        opened={doomed !== null} title={`Delete this ${resource.singular}?`} onClose={() => setDoomed(null)}
        onConfirm={async () => {
          await api.delete(rowPath(resource, doomed!.id));
          changed(resource.entity, ...(resource.touches ?? []));
          done(`The ${resource.singular} was deleted`);
        }}
      >
        {doomed && <><strong>{resource.labelOf(doomed)}</strong> will be deleted.</>}
      </Confirm>
    </section>
  );
}

function SearchInput({ value, label, onChange }: { value: string; label: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const send = useDebouncedCallback(onChange, 250);
  useEffect(() => setText(value), [value]);
  useKeys({ '/': () => input.current?.focus() });
  return (
    <TextInput ref={input} w={260} aria-label={label} placeholder="Search" leftSection={<IconSearch size={15} />} value={text} type="search"
      onChange={(event) => (setText(event.currentTarget.value), send(event.currentTarget.value))}
      onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()} />
  );
}

interface FilterProps {
  filter: Filter;
  value: string | null;
  onChange: (value: string | null) => void;
}

function FilterSelect(props: FilterProps) {
  const { filter } = props;
  return filter.useOptions ? <ReadFilter {...props} use={filter.useOptions} /> : <FilterChoice {...props} options={filter.options} />;
}

function ReadFilter({ use, ...props }: FilterProps & { use: () => Option[] | undefined }) {
  return <FilterChoice {...props} options={use()} />;
}

function FilterChoice({ filter, value, onChange, options }: FilterProps & { options: Option[] | undefined }) {
  return (
    <Select aria-label={filter.label} placeholder={filter.label} data={options ?? []} value={value} onChange={onChange} clearable w={160}
      searchable={(options?.length ?? 0) > 8} clearButtonProps={{ 'aria-label': `Clear ${filter.label}` }} />
  );
}
