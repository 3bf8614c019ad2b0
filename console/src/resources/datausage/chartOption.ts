import { formatRate } from '~/lib/format';
import { localClock } from '~/lib/timezone';
import type { Moment } from './graph';

/** Of light and dark screens. */
export const COLORS = { in: ['#1c6f77', '#5aa8ae'], out: ['#d9822b', '#e0a060'] } as const;

interface Input {
  points: Moment[];
  bands: [number, number][];
  from: number;
  to: number;
  timezone: string;
  dark: boolean;
}

const FONT = { fontFamily: 'Hanken Grotesk Variable', fontSize: 12 };

/** The chart of a stretch of traffic. Times are drawn as the operator's clock shows them, wherever the browser is. */
export function chartOption({ points, bands, from, to, timezone, dark }: Input) {
  const clock = localClock(timezone);
  const local = (at: number) => (at + clock(at).offset_in_seconds) * 1000;
  const shade = dark ? 1 : 0;
  const [text, line] = dark ? ['#adb9bb', '#273235'] : ['#536164', '#e2e7e7'];
  const series = (way: 'in' | 'out', name: string) => ({
    name, type: 'line', showSymbol: false, connectNulls: false, sampling: 'lttb', color: COLORS[way][shade],
    lineStyle: { width: 1.6 }, areaStyle: { opacity: way === 'in' ? (dark ? 0.22 : 0.16) : 0.1 },
    data: points.map((point) => [local(point.at), point[way]]),
    ...(way === 'in' && bands.length ? { markArea: { silent: true, itemStyle: { color: dark ? 'rgba(139,123,216,.13)' : 'rgba(139,123,216,.11)' }, data: bands.map(([start, end]) => [{ xAxis: local(start) }, { xAxis: local(end) }]) } } : {}),
  });
  return {
    useUTC: true,
    animationDuration: 250,
    grid: { left: 8, right: 16, top: 14, bottom: 6, containLabel: true },
    xAxis: { type: 'time', min: local(from), max: local(to), axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, axisLabel: { color: text, hideOverlap: true, formatter: { day: '{MMM} {d}', hour: '{HH}:{mm}', minute: '{HH}:{mm}' }, ...FONT } },
    yAxis: { type: 'value', splitLine: { lineStyle: { color: line } }, axisLabel: { color: text, formatter: (value: number) => formatRate(value), ...FONT } },
    tooltip: { trigger: 'axis', confine: true, backgroundColor: dark ? '#1f282a' : '#fff', borderColor: line, textStyle: { color: dark ? '#d5dddd' : '#212b2d', ...FONT }, valueFormatter: (value: number | null) => (value === null ? '–' : formatRate(value)) },
    series: [series('in', 'In'), series('out', 'Out')],
  };
}
