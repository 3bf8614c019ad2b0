import { formatCount } from '~/lib/format';
import type { minutesByDay } from './calls';
import type { Bar } from './compare';

const FONT = { fontFamily: 'Hanken Grotesk Variable', fontSize: 12 };

function look(dark: boolean) {
  const [text, line] = dark ? ['#adb9bb', '#273235'] : ['#536164', '#e2e7e7'];
  return {
    line,
    label: { color: text, ...FONT },
    axis: { axisLine: { lineStyle: { color: line } }, axisTick: { show: false } },
    tooltip: { trigger: 'axis' as const, confine: true, axisPointer: { type: 'shadow' as const }, backgroundColor: dark ? '#1f282a' : '#fff', borderColor: line, textStyle: { color: dark ? '#d5dddd' : '#212b2d', ...FONT } },
  };
}

/** How many rates change by how much: cheaper ones on the left, dearer ones on the right. */
export function barsOption(bars: Bar[], dark: boolean) {
  const { line, label, axis, tooltip } = look(dark);
  return {
    animationDuration: 250,
    grid: { left: 8, right: 8, top: 10, bottom: 4, containLabel: true },
    xAxis: { type: 'category', data: bars.map((bar) => bar.label), ...axis, axisLabel: { ...label, fontSize: 10.5, interval: 0, hideOverlap: true, formatter: (text: string) => text.replace(/ %$/, '').replace(' to ', '…').replace('over ', '>').replace('to ', '<') } },
    yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: line } }, axisLabel: { ...label, formatter: formatCount } },
    tooltip: { ...tooltip, valueFormatter: (value: number) => `${formatCount(value)} ${value === 1 ? 'prefix' : 'prefixes'}` },
    series: [{ type: 'bar', barCategoryGap: '18%', data: bars.map((bar) => ({ value: bar.count, itemStyle: { color: bar.dearer ? (dark ? '#d8695a' : '#c8503f') : (dark ? '#55b98d' : '#2f9e6e'), borderRadius: [3, 3, 0, 0] } })) }],
  };
}

/** Minutes of each day, kind upon kind. `dateText` writes the dates. */
export function minutesOption(series: ReturnType<typeof minutesByDay>, days: string[], dark: boolean, dateText: (date: string) => string) {
  const { line, label, axis, tooltip } = look(dark);
  const short = (date: string) => new Date(`${date}T00:00:00Z`).toLocaleDateString('en-US', { timeZone: 'UTC', month: 'short', day: 'numeric' });
  return {
    animationDuration: 250,
    grid: { left: 8, right: 12, top: 12, bottom: 4, containLabel: true },
    xAxis: { type: 'category', data: days, ...axis, axisLabel: { ...label, hideOverlap: true, formatter: short }, axisPointer: { label: { formatter: ({ value }: { value: string }) => dateText(value) } } },
    yAxis: { type: 'value', splitLine: { lineStyle: { color: line } }, axisLabel: { ...label, formatter: (value: number) => `${formatCount(value)} min` } },
    tooltip: { ...tooltip, valueFormatter: (value: number) => (value === 0 ? '–' : `${formatCount(value)} min`) },
    series: series.map(({ kind, minutes }) => ({ type: 'bar', stack: 'minutes', name: kind.label, data: minutes, color: kind.color[dark ? 1 : 0], barMaxWidth: 26 })),
  };
}
