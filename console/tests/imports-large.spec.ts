import { unlinkSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { manyAccounts } from './import-files';
import { next, step } from './import-steps';
import { expect, test, unique } from './support';

/** A server without optimisation takes minutes for a million rows: the whole size is for `IMPORT_ROWS=1000000`. */
const ROWS = Number(process.env.IMPORT_ROWS ?? 100_000);
/** Every so many rows, one has a mistake. */
const BAD_EVERY = 500;
const slow = { timeout: 60_000 + ROWS };
test.skip(!process.env.IMPORT_ROWS, 'only when IMPORT_ROWS says how large');
test.setTimeout(90_000 + 3 * ROWS);

const shown = (count: number) => count.toLocaleString('en-US');

/** What the page asked for, and what it keeps. */
function watch(page: Page) {
  const limits: number[] = [];
  page.on('request', (request) => {
    const address = new URL(request.url());
    if (/\/data_imports\/\d+\/rows$/.test(address.pathname) && request.method() === 'GET') limits.push(Number(address.searchParams.get('limit')));
  });
  return limits;
}

/** To the end and back by key, by the wheel in between: what is in sight is there within moments, and never more than that is drawn. */
async function leap(page: Page, rows: Locator, last: number, first: string) {
  await rows.focus();
  await page.keyboard.press('Control+End');
  await expect(rows.getByRole('rowheader', { name: new RegExp(`${shown(last)}$`) })).toBeVisible({ timeout: 5_000 });
  expect(await rows.getByRole('row').count()).toBeLessThan(80);
  await rows.hover();
  await page.mouse.wheel(0, -5_000_000);
  await expect(rows.locator('.vrow .vcell em')).toHaveCount(0, { timeout: 5_000 });
  await page.keyboard.press('Control+Home');
  await expect(rows.getByText(first, { exact: true }).first()).toBeVisible({ timeout: 5_000 });
  expect(await rows.getByRole('row').count()).toBeLessThan(80);
}

/** The longest time in milliseconds for which the page answered nobody while `act` went on. */
async function longestPause(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const state = window as unknown as { pause: number; over: boolean };
    [state.pause, state.over] = [0, false];
    let before = performance.now();
    const tick = () => {
      const now = performance.now();
      state.pause = Math.max(state.pause, now - before);
      before = now;
      if (!state.over) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await act();
  return page.evaluate(() => {
    const state = window as unknown as { pause: number; over: boolean };
    state.over = true;
    return state.pause;
  });
}

test(`${shown(ROWS)} rows are reviewed like a hundred`, async ({ page }) => {
  const limits = watch(page);
  const name = unique('Large');
  const path = await manyAccounts(ROWS, name, BAD_EVERY);
  await page.goto('/imports?new=accounts');
  await page.getByRole('dialog').getByRole('button', { name: 'Upload a file' }).click();
  await page.getByLabel('File to import').setInputFiles(path);
  await expect(step(page, 'Header')).toBeVisible(slow);
  unlinkSync(path);
  const file = page.getByRole('grid', { name: 'Rows of the file' });
  await expect(file).toHaveAttribute('aria-rowcount', String(ROWS + 2));
  await leap(page, file, ROWS + 1, 'Customer');

  await next(page);
  await expect(step(page, 'Columns')).toBeVisible(slow);
  await next(page);
  await expect(page.getByRole('progressbar', { name: 'Checking rows' })).toBeVisible();
  const rows = page.getByRole('grid', { name: 'Rows to import' });
  await expect(rows).toBeVisible(slow);
  const bad = ROWS / BAD_EVERY;
  await expect(rows).toHaveAttribute('aria-rowcount', String(bad + 1));
  await leap(page, rows, ROWS + 1, `${name} ${BAD_EVERY}`);

  const pause = await longestPause(page, async () => {
    await page.getByText(`All ${shown(ROWS)} rows`, { exact: true }).click();
    await expect(rows).toHaveAttribute('aria-rowcount', String(ROWS + 2));
    await leap(page, rows, ROWS + 1, 'Customer');
    await page.getByText(`With errors (${shown(bad)})`, { exact: true }).click();
    await expect(rows).toHaveAttribute('aria-rowcount', String(bad + 1));
    await expect(rows.locator('[aria-invalid="true"]').first()).toBeVisible();
  });
  expect(pause).toBeLessThan(1_000);

  // Windows of a hundred, for as many places as were looked at: the page never holds the file.
  expect(Math.max(...limits)).toBeLessThanOrEqual(100);
  expect(limits.length).toBeLessThan(80);
  const memory = await page.evaluate(() => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize);
  expect(memory).toBeLessThan(200 * 2 ** 20);
  expect((await page.request.delete(`/api/v1/data_imports/${page.url().split('/').pop()}`, { headers: { 'X-Requested-With': 'fairlead' } })).ok()).toBe(true);
});
