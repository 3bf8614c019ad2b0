import { unlinkSync } from 'node:fs';
import { manyAccounts } from './import-files';
import { expect, test, unique } from './support';

const ROWS = Number(process.env.LARGE_ROWS ?? 1_000_000);
const slow = { timeout: 20 * 60_000 };

test.skip(!process.env.LARGE, 'only when LARGE=1: it takes minutes');
test.setTimeout(40 * 60_000);

test('a million rows are scrolled like a hundred', async ({ page }) => {
  const path = await manyAccounts(ROWS, unique('Large'));
  await page.goto('/imports?new=accounts');
  await page.getByRole('dialog').getByRole('button', { name: 'Upload a file' }).click();
  await page.getByLabel('File to import').setInputFiles(path);
  await expect(page.locator('.steps [aria-current="step"]', { hasText: 'Header' })).toBeVisible(slow);
  unlinkSync(path);
  const rows = page.getByRole('grid');
  await expect(rows).toHaveAttribute('aria-rowcount', String(ROWS + 2));
  await rows.focus();
  await page.keyboard.press('Control+End');
  await expect(rows.getByRole('rowheader', { name: (ROWS + 1).toLocaleString('en-US'), exact: true })).toBeVisible();
  expect(await rows.getByRole('row').count()).toBeLessThan(80);
  await page.keyboard.press('Control+Home');
  await expect(rows.getByText('Customer', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page.locator('.steps [aria-current="step"]', { hasText: 'Columns' })).toBeVisible(slow);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(page.getByRole('progressbar', { name: 'Checking rows' })).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Rows to import' })).toBeVisible(slow);
  const memory = await page.evaluate(() => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize);
  expect(memory).toBeLessThan(200 * 2 ** 20);
});
