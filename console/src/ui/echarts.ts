import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

let ready = false;

/** Draws into a box and follows its size; gives back how to take the chart away. */
export function draw(box: HTMLElement, option: EChartsCoreOption, onPick: (index: number) => void): () => void {
  if (!ready) use([BarChart, LineChart, GridComponent, MarkAreaComponent, TooltipComponent, SVGRenderer]);
  ready = true;
  const chart = init(box, null, { renderer: 'svg' });
  chart.setOption(option);
  chart.on('click', (event) => onPick(event.dataIndex));
  const watcher = new ResizeObserver(() => chart.resize());
  watcher.observe(box);
  return () => {
    watcher.disconnect();
    chart.dispose();
  };
}
