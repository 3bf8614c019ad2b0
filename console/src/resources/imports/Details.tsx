import { Group, Progress, SimpleGrid, Stack, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { IconAlertTriangle, IconArrowBackUp, IconArrowLeft, IconCircleCheck, IconClock } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useImportTypes, type DataImport } from '~/api/imports';
import { changed } from '~/api/query';
import { formatBytes, formatCount, useFormat } from '~/lib/format';
import { Card, PageHeader } from '~/ui/Page';
import { Failure } from '~/ui/States';
import { Actions } from './Actions';
import { fieldColumns, problems } from './columns';
import { useRows } from './grid/useRows';
import { VirtualGrid, type GridColumn } from './grid/VirtualGrid';
import { optionLabel, useOptionText } from './options';
import { ImportState } from './status';
import { counted, within } from './types';
import { facts } from './wizard/Reading';

interface Props {
  one: DataImport;
  /** Whether the user may correct it. */
  mine: boolean;
  onCorrect: () => void;
}

/** What became of an import: its progress, its counts, and every row that failed with its reason. */
export function Details({ one, mine, onCorrect }: Props) {
  const live = one.status === 'Queued' || one.status === 'In progress';
  const was = useRef(live);
  useEffect(() => {
    if (was.current && !live) changed('data_imports', one.type);
    was.current = live;
  }, [live]);
  const navigate = useNavigate();
  return (
    <>
      <Link to="/imports" className="link backlink"><IconArrowLeft size={14} /> Data imports</Link>
      <PageHeader title={`Import ${one.id}: ${one.type_label}`} description={<ImportState one={one} pill />}
        actions={<Actions one={one} mine={mine} onCorrect={onCorrect} onGone={() => void navigate({ to: '/imports' })} />} />
      <Stack gap="md">
        {live && <Live one={one} />}
        <Outcome one={one} />
        {one.rows_total > 0 && <Counts one={one} />}
        {one.rows_failed > 0 && !live && one.status !== 'Pending' && <Failed one={one} />}
        <Facts one={one} />
      </Stack>
    </>
  );
}

function Live({ one }: { one: DataImport }) {
  const queued = one.status === 'Queued';
  const percent = one.progress ?? 0;
  return (
    <Card>
      <Stack gap={8} role="status">
        <Group justify="space-between"><Text fw={620}>{queued ? 'Waiting for its turn' : percent < 50 ? 'Checking rows' : 'Writing rows'}</Text><Text className="tnum" size="sm">{percent} %</Text></Group>
        <Progress value={percent} size="lg" aria-label="Progress" transitionDuration={300} animated={!queued} />
        <Text size="sm" c="dimmed">{queued ? 'Imports of one type follow each other; it starts by itself.' : 'All rows are stored together at the end, or none. You can close this page: you are told when it is over.'}</Text>
      </Stack>
    </Card>
  );
}

/** Where what was imported is shown. */
const PLACES: Record<string, '/accounts' | '/services' | '/numbers' | '/voice-providers'> = {
  accounts: '/accounts', services: '/services', dids: '/numbers', voice_providers: '/voice-providers', voice_provider_rates: '/voice-providers',
};

function Outcome({ one }: { one: DataImport }) {
  const format = useFormat();
  const live = one.status === 'Queued' || one.status === 'In progress';
  if (live) return null;
  const [kind, Icon, title, more] = one.undone_at ? ['quiet', IconArrowBackUp, 'This import was taken back', `What it had made was removed on ${format.instant(one.undone_at)}.`] as const
    : one.status === 'Pending' ? ['quiet', IconClock, 'Not started yet', `${one.user} is still preparing this import.`] as const
    : one.status === 'Successful' ? ['good', IconCircleCheck, `${counted(one.rows_imported, one.type_label)} ${one.rows_imported === 1 ? 'was' : 'were'} imported.`, one.rows_left_out > 0 ? `${formatCount(one.rows_left_out)} ${one.rows_left_out === 1 ? 'row was' : 'rows were'} left out.` : null] as const
    : one.rows_total === 0 ? ['bad', IconAlertTriangle, 'This file cannot be imported', one.message] as const
    : ['bad', IconAlertTriangle, one.message ?? 'Nothing was imported.', null] as const;
  return (
    <div className="card outcome" data-kind={kind} role="status">
      <Icon size={22} stroke={1.7} />
      <div><Text fw={600}>{title}</Text>{more && <Text size="sm">{more}</Text>}</div>
      {kind === 'good' && PLACES[one.type] && <Link className="link" style={{ marginLeft: 'auto', whiteSpace: 'nowrap' }} to={PLACES[one.type]!} search={{ sort: '-id' } as never}>Show the {within(one.type_label)}</Link>}
    </div>
  );
}

function Counts({ one }: { one: DataImport }) {
  const counts: [string, number][] = [['Rows', one.rows_total], ['Imported', one.rows_imported], ['Failed', one.rows_failed], ['Duplicates', one.rows_duplicate]];
  if (one.rows_left_out > 0) counts.push(['Left out', one.rows_left_out]);
  return (
    <SimpleGrid cols={{ base: 2, sm: counts.length }} spacing="md">
      {counts.map(([name, count]) => <div key={name} className="card kpi"><span>{name}</span><strong>{formatCount(count)}</strong></div>)}
    </SimpleGrid>
  );
}

function Failed({ one }: { one: DataImport }) {
  const type = useImportTypes()?.find(({ name }) => name === one.type);
  const rows = useRows(one.id, 'failed');
  const reason: GridColumn = { key: 'reason', title: 'Reason', subtitle: 'Why it was not imported', width: 440, text: (row) => problems(row, type).join(' ') };
  return (
    <Card title={`Failed imports (${formatCount(one.rows_failed)})`} padded={false}>
      {rows.error ? <Failure error={rows.error} onRetry={rows.retry} />
        : <VirtualGrid label="Failed imports" rows={rows} largest={one.rows_total} columns={[reason, ...fieldColumns(one, type)]} height={Math.min(Math.max(one.rows_failed, 3) * 34 + 64, 520)} />}
    </Card>
  );
}

function Facts({ one }: { one: DataImport }) {
  const format = useFormat();
  const facts_: [string, string | null][] = [
    ['File', one.filename && `${one.filename} (${formatBytes(one.size_in_bytes)})`], ['Read as', facts(one.layout) || null], ['User', one.user],
    ['Created', format.instant(one.created_at)], ['Started', format.instant(one.started_at)], ['Finished', format.instant(one.finished_at)],
  ];
  return (
    <Card title="About this import">
      <dl className="kv narrow">
        {facts_.map(([name, value]) => value && <FactLine key={name} name={name} value={value} />)}
        {Object.entries(one.options).map(([name, value]) => <OptionLine key={name} name={name} value={value} />)}
      </dl>
    </Card>
  );
}

function OptionLine({ name, value }: { name: string; value: unknown }) {
  const text = useOptionText(name, value);
  return text && <FactLine name={optionLabel(name)} value={text} />;
}

const FactLine = ({ name, value }: { name: string; value: string }) => <><dt>{name}</dt><dd>{value}</dd></>;
