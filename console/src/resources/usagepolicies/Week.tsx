import { Tooltip } from '@mantine/core';
import type { MouseEvent } from 'react';
import type { FreePeriod } from '~/api/catalog';
import { useFormat } from '~/lib/format';
import { clock, DAY_IN_SECONDS, DAYS, seconds, spanText } from './periods';

const HOURS = [0, 3, 6, 9, 12, 15, 18, 21, 24];
/** From how many seconds on a block has room for its times, with 24 and with 12 hours. */
const WIDE_ENOUGH = [2.5 * 3600, 4.5 * 3600] as const;
const percent = (part: number) => `${(part / DAY_IN_SECONDS) * 100}%`;

interface Props {
  periods: FreePeriod[] | undefined;
  onOpen: (period: FreePeriod) => void;
  /** A click on a time that is not free: the day and the hour. */
  onAdd?: (day: number, hour: number) => void;
}

/** A week as seven lines of a day each; what is free is a block in it. */
export function Week({ periods, onOpen, onAdd }: Props) {
  const { twelve } = useFormat();
  const add = (day: number) => (event: MouseEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    const box = event.currentTarget.getBoundingClientRect();
    onAdd?.(day, Math.min(23, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * 24))));
  };
  return (
    <div className="week" role="group" aria-label="Free times of the week" aria-busy={periods === undefined}>
      <div className="hours" aria-hidden>{HOURS.map((hour) => <span key={hour} style={{ left: percent(hour * 3600) }}>{twelve ? `${hour % 12 || 12} ${hour % 24 < 12 ? 'am' : 'pm'}` : String(hour).padStart(2, '0')}</span>)}</div>
      {DAYS.map((name, day) => (
        <div className="day" key={name}>
          <span className="name">{name.slice(0, 3)}</span>
          <div className="track" data-addable={onAdd ? true : undefined} onClick={onAdd && periods ? add(day) : undefined}>
            {periods?.filter((period) => period.day === day).sort((a, b) => a.start.localeCompare(b.start)).map((period) => {
              const [from, to] = [seconds(period.start), seconds(period.end)];
              return (
                <Tooltip key={period.id} label={spanText(period, twelve)}>
                  <button type="button" aria-label={spanText(period, twelve)} style={{ left: percent(from), width: percent(to - from) }} onClick={() => onOpen(period)}>
                    {to - from >= WIDE_ENOUGH[twelve ? 1 : 0] && `${clock(period.start, twelve)} – ${clock(period.end, twelve)}`}
                  </button>
                </Tooltip>
              );
            })}
          </div>
        </div>
      ))}
    </div>
  );
}
