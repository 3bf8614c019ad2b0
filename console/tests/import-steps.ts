import type { Page } from '@playwright/test';
import type { Upload } from './import-files';
import { expect } from './support';

/** The wizard of data imports, as a person goes through it. */

// Background work runs in the server's own time.
export const patient = { timeout: 25_000 };
/** Begins an import of accounts and sends its file. */
export async function begin(page: Page, upload: Upload | string) {
  await page.goto('/imports');
  await page.getByRole('button', { name: 'Create data import' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /^Accounts/ }).click();
  await dialog.getByRole('button', { name: 'Upload a file' }).click();
  await expect(page.getByRole('button', { name: 'Select file' })).toBeVisible();
  await page.getByLabel('File to import').setInputFiles(upload);
}

export const step = (page: Page, name: string) => page.locator('.steps [aria-current="step"]', { hasText: name });
export const next = (page: Page) => page.getByRole('button', { name: 'Continue', exact: true }).click();
export const grid = (page: Page, name = 'Rows to import') => page.getByRole('grid', { name });
export const field = (page: Page, letter: string) => page.getByRole('combobox', { name: `Field for column ${letter}`, exact: true });

/** The cross in the field of a column, which assistive technology does not see: choosing the same field again does the same. */
export const leaveOut = (page: Page, letter: string) => page.locator(`[aria-label="Leave column ${letter} out"]`);

/** From the header, which was found, to the review. */
export async function toReview(page: Page) {
  await expect(step(page, 'Header')).toBeVisible(patient);
  await next(page);
  await expect(step(page, 'Columns')).toBeVisible(patient);
  await next(page);
  await expect(grid(page)).toBeVisible(patient);
}

export const imported = (page: Page, count: number) =>
  expect(page.getByText(count === 1 ? '1 account was imported.' : `${count} accounts were imported.`)).toBeVisible(patient);

export async function create(page: Page, count: number) {
  await page.getByRole('button', { name: count === 1 ? 'Create 1 account' : `Create ${count} accounts`, exact: true }).click();
  await imported(page, count);
}

/** How many accounts the search of the API finds. */
export async function stored(page: Page, name: string): Promise<number> {
  const found = await (await page.request.get('/api/v1/accounts', { params: { search: name } })).json();
  return found.paginator.total_count;
}
