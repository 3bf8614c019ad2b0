import { ActionIcon, Button, Group, Menu, Text, Tooltip } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { IconDownload, IconEye, IconTableImport, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { url } from '~/api/client';
import { importsQuery, useImportTypes, type DataImport } from '~/api/imports';
import { useCan } from '~/api/session';
import { useKeys } from '~/lib/keys';
import { useFormat } from '~/lib/format';
import { toQuery, useUrlListState } from '~/resource/useListState';
import { DataTable, type Column } from '~/ui/DataTable';
import { PageHeader } from '~/ui/Page';
import { Pager } from '~/ui/Pager';
import { Empty, Failure } from '~/ui/States';
import { NewImport } from './NewImport';
import { ImportProgress, ImportState } from './status';

/** All imports, those under way with their progress. */
export default function ImportsPage() {
  const [state, setState] = useUrlListState();
  const asked = (useSearch({ strict: false }) as { new?: string }).new;
  const [creating, setCreating] = useState(asked !== undefined);
  const can = useCan();
  const format = useFormat();
  const navigate = useNavigate();
  const types = useImportTypes();
  const imports = useQuery({ ...importsQuery(toQuery(state, '-id')), placeholderData: keepPreviousData });
  const mayCreate = can('data_imports.create') && types?.length !== 0;
  useKeys({ c: () => setCreating(true) }, mayCreate);
  const open = (one: DataImport) => void navigate({ to: '/imports/$id', params: { id: String(one.id) } });
  const create = mayCreate && <Button leftSection={<IconUpload size={16} />} onClick={() => setCreating(true)}>Create data import</Button>;
  const columns: Column<DataImport>[] = [
    { key: 'id', label: 'ID', sortable: true, numeric: true, width: 72 },
    { key: 'type', label: 'Type', sortable: true, width: 120, render: (one) => <Text span size="sm" fw={560}>{one.type_label}</Text> },
    { key: 'filename', label: 'File', sortable: true, wide: true, render: (one) => <span className="clip">{one.filename ?? <Text span c="dimmed">–</Text>}</span> },
    { key: 'progress', label: 'Progress', sortable: true, width: 170, render: (one) => <ImportProgress one={one} /> },
    { key: 'status', label: 'Status', sortable: true, width: 150, render: (one) => <ImportState one={one} /> },
    { key: 'username', label: 'User', sortable: true, wide: true, width: 150, render: (one) => one.user },
    { key: 'created_at', label: 'Created', sortable: true, wide: true, width: 170, render: (one) => format.instant(one.created_at) },
  ];
  return (
    <>
      <PageHeader title="Data imports" description="Brings customers, services and more from the files of another system. A file is imported as a whole or not at all." actions={<>{types && types.length > 0 && <Files />}{create}</>} />
      <section className="card" aria-label="Data imports">
        {imports.isError && !imports.data ? <Failure error={imports.error} onRetry={() => void imports.refetch()} />
          : imports.data?.paginator.total_count === 0
            ? <Empty icon={<IconTableImport size={30} stroke={1.4} />} title="No data imports yet" hint="Take a file as it is: CSV, Excel, OpenDocument or JSON. Columns are matched and rows checked before anything is stored." action={create} />
            : <DataTable label="Data imports" columns={columns} rows={imports.data?.data} stale={imports.isPlaceholderData} expected={6} onOpen={open}
                sort={state.sort ?? '-id'} onSort={(sort) => setState({ sort: sort ?? '' })}
                actions={(one) => <Tooltip label="View details"><ActionIcon variant="subtle" color="gray" aria-label={`View details of import ${one.id}`} onClick={() => open(one)}><IconEye size={17} stroke={1.6} /></ActionIcon></Tooltip>} />}
        {imports.data && imports.data.paginator.total_count > 0 && <Pager paginator={imports.data.paginator} onPage={(page) => setState({ page })} onLimit={(limit) => setState({ limit })} />}
      </section>
      <NewImport opened={creating && mayCreate} preset={asked} onClose={() => (setCreating(false), asked !== undefined && void navigate({ to: '/imports', search: {}, replace: true }))} />
    </>
  );
}

/** Templates to fill in, and what is stored in the same form. */
function Files() {
  const types = useImportTypes() ?? [];
  return (
    <Menu position="bottom-end" width={260} shadow="md">
      <Menu.Target><Button variant="default" leftSection={<IconDownload size={16} />}>Templates and exports</Button></Menu.Target>
      <Menu.Dropdown>
        {types.map(({ name, label }, index) => (
          <div key={name}>
            {index > 0 && <Menu.Divider />}
            <Menu.Label>{label}</Menu.Label>
            <Menu.Item component="a" href={url(`/data_imports/types/${name}/template`, { example: 1 })} download={`${name}-template.csv`}>Template with an example</Menu.Item>
            <Menu.Item component="a" href={url(`/data_imports/${name}/export`)} download={`${name}.csv`}><Group gap={6}>Everything that is stored</Group></Menu.Item>
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
