import { Skeleton, useComputedColorScheme } from '@mantine/core';
import { Fragment, useMemo } from 'react';
import type { CallRecord } from '~/api/voice';
import { formatCount, useFormat } from '~/lib/format';
import { fromCents } from '~/resources/accountbilling/cents';
import { Chart } from '~/ui/Chart';
import { Card } from '~/ui/Page';
import { Empty } from '~/ui/States';
import type { Narrowed } from './CallRecordsTab';
import { datesBetween, minutesByDay, totals, type Period, type Total } from './calls';
import { minutesOption } from './chartOptions';

interface Props {
  calls: CallRecord[] | undefined;
  ready: boolean;
  period: Period;
  dateOf: (instant: string) => string;
  narrowed: Narrowed;
  onNarrow: (narrowed: Narrowed) => void;
}

const HEIGHT = 230;

/** Minutes by day, and the sums of each kind. A day of the picture narrows the list. */
export function CallsPicture({ calls, ready, period, dateOf, narrowed, onNarrow }: Props) {
  const dark = useComputedColorScheme('light') === 'dark';
  const { date } = useFormat();
  const days = useMemo(() => datesBetween(period.from, period.to), [period.from, period.to]);
  // Drawn once all are there: bars that grow while pages arrive would be wrong until then.
  const series = useMemo(() => (calls && ready ? minutesByDay(calls, days, dateOf) : []), [calls, ready, days, dateOf]);
  // `date` is another function on every render, and says the same.
  const option = useMemo(() => minutesOption(series, days, dark, date), [series, days, dark]);
  const sums = useMemo(() => (calls && ready ? totals(calls) : []), [calls, ready]);
  const minutes = sums.reduce((sum, one) => sum + one.billed_seconds, 0) / 60;
  const pick = (index: number) => onNarrow({ ...narrowed, day: narrowed.day === days[index] ? null : (days[index] ?? null) });
  return (
    <Card title="Minutes by day" padded={false}>
      {!calls || !ready ? <Skeleton height={HEIGHT + 130} radius={0} />
        : calls.length === 0 ? <div style={{ minHeight: HEIGHT + 130, display: 'grid', alignContent: 'center' }}><Empty title="No calls in this time" hint="Calls arrive from your switch through the API, or by an import." /></div>
        : (
          <>
            <div style={{ padding: '4px 8px 8px' }}><Chart option={option} height={HEIGHT} onPick={pick} label={`${formatCount(calls.length)} calls with ${formatCount(Math.round(minutes))} minutes`} /></div>
            <Sums sums={sums} />
          </>
        )}
    </Card>
  );
}

function Sums({ sums }: { sums: Total[] }) {
  const format = useFormat();
  const dark = useComputedColorScheme('light') === 'dark';
  const add = (part: (total: Total) => number) => sums.reduce((sum, total) => sum + part(total), 0);
  const minutes = (seconds: number) => `${formatCount(Math.round(seconds / 60))} min`;
  const calls = (count: number) => `${formatCount(count)} ${count === 1 ? 'call' : 'calls'}`;
  return (
    <div className="kindfacts" role="group" aria-label="Sums">
      {sums.map((total) => (
        <Fragment key={total.class}>
          <i style={{ background: total.color[dark ? 1 : 0] }} />
          <span>{total.label}</span>
          <span>{calls(total.calls)}</span>
          <span>{minutes(total.billed_seconds)}</span>
          <span>{total.bundled && total.cost_in_cents > 0 && <AtMost />}{format.money(fromCents(total.cost_in_cents))}</span>
        </Fragment>
      ))}
      {sums.length > 1 && (
        <Fragment>
          <span className="sum" /><span className="sum">Together</span><span className="sum">{calls(add((total) => total.calls))}</span><span className="sum">{minutes(add((total) => total.billed_seconds))}</span><span className="sum">{sums.some((total) => total.bundled && total.cost_in_cents > 0) && <AtMost />}{format.money(fromCents(add((total) => total.cost_in_cents)))}</span>
        </Fragment>
      )}
    </div>
  );
}

/** Free minutes are taken off when the account bills. */
const AtMost = () => <small style={{ color: 'var(--muted)', fontWeight: 400 }}>at most </small>;
