import { useMantineColorScheme, useComputedColorScheme } from '@mantine/core';
import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef } from 'react';

/** A chart; the library is loaded when the first one is drawn. `label` says in words what it shows. */
export function Chart({ option, height, label, onPick }: { option: EChartsCoreOption; height: number; label: string; onPick?: (index: number) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const pick = useRef(onPick);
  pick.current = onPick;
  useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  useEffect(() => {
    let dispose = () => {};
    let gone = false;
    void import('./echarts').then(({ draw }) => {
      if (gone || !box.current) return;
      dispose = draw(box.current, option, (index) => pick.current?.(index));
    });
    return () => {
      gone = true;
      dispose();
    };
  }, [option, scheme]);
  return <div ref={box} role="img" aria-label={label} style={{ height }} />;
}
