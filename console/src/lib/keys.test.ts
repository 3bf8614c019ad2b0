import { expect, it } from 'vitest';
import { DoubleShift } from './keys';

const press = (keys: DoubleShift, at: number) => (keys.down('Shift'), keys.up('Shift', at));

it('opens on the second bare press', () => {
  const keys = new DoubleShift();
  expect([press(keys, 0), press(keys, 200), press(keys, 300)]).toEqual([false, true, false]);
});

it('is not opened by slow presses', () => {
  const keys = new DoubleShift();
  expect([press(keys, 0), press(keys, 900)]).toEqual([false, false]);
});

it('is not opened by typing capitals', () => {
  const keys = new DoubleShift();
  keys.down('Shift');
  keys.down('A');
  expect([keys.up('A', 10), keys.up('Shift', 20), press(keys, 100)]).toEqual([false, false, false]);
});
