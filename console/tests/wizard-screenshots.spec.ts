import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { csv, file, HEADER, jpeg } from './import-files';
import { next, step } from './import-steps';
import { expect, make, test } from './support';

/** Pictures of every step of an import, from a server with the demo; like `screenshots.spec.ts`, after which it runs. */

const FOLDER = process.env.SCREENSHOT_DIR ?? fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const WIDTH = Number(process.env.SCREENSHOT_WIDTH ?? 1440);
/** All in one scheme, to look at; otherwise each in its own. */
const SCHEME = process.env.SCREENSHOT_SCHEME;
/** Accounts of the import whose progress is shown. */
const MANY = Number(process.env.SCREENSHOT_ROWS ?? 60_000);

test.skip(!process.env.SCREENSHOTS, 'only when SCREENSHOTS=1, against a server with the demo');
test.setTimeout(300_000);
const patient = { timeout: 60_000 };

const NAMES = ['Ada Lovelace', 'Grace Hopper', 'Harbour Bakery', 'North Pier Café', 'Zoë Lindqvist', 'Marina Boatworks LLC', 'Katherine Johnson', 'Blue Anchor Inn'];
const nameOf = (index: number) => (index < NAMES.length ? NAMES[index]! : `${NAMES[index % NAMES.length]} ${index}`);
const PLACES: [street: string, city: string, zip: string][] = [['N 6th St', 'Sheboygan', '53081'], ['Harbor View Rd', 'Green Bay', '54301'], ['Lake St', 'Port Washington', '53074'], ['Quay St', 'Manitowoc', '54220'], ['Main St', 'Algoma', '54201']];
const MISTAKES: [every: number, at: number, column: number, text: string][] = [[11, 3, 6, 'n/a'], [29, 7, 1, 'Residental'], [17, 5, 9, 'ada.example.com']];

function customer(index: number, name = nameOf(index)): string[] {
  const [street, city, zip] = PLACES[index % PLACES.length]!;
  const business = [2, 5, 7].includes(index % NAMES.length);
  const mail = `${name.split(' ')[0]!.toLowerCase().normalize('NFD').replace(/[^a-z]/g, '')}${index || ''}@example.com`;
  return [name, business ? 'Commercial' : 'Residential', 'Active', `${100 + ((index * 37) % 900)} ${street}`, city, 'WI', zip, 'US', name, mail];
}

function mistaken(index: number): string[] {
  const row = customer(index);
  const mistake = MISTAKES.find(([every, at]) => index % every === at);
  return mistake ? row.with(mistake[2], mistake[3]) : row;
}

const bad = () => csv([['Lakeshore Broadband'], ['Customers of the north shore'], [...HEADER, 'Remarks'], ...Array.from({ length: 412 }, (_, index) => [...mistaken(index), ['Calls in the evening', '', 'Moved in 2019'][index % 3]!])]);
const good = (count: number) => csv([HEADER, ...Array.from({ length: count }, (_, index) => customer(index, `${NAMES[index % NAMES.length]} ${index + 1000}`))]);

async function picture(page: Page, name: string, scheme: 'light' | 'dark' = 'light', moving = false) {
  await page.evaluate((value) => document.documentElement.setAttribute('data-mantine-color-scheme', value), SCHEME ?? scheme);
  if (!moving) {
    await page.waitForLoadState('networkidle');
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    await page.evaluate(() => document.fonts.ready.then(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)))));
    await page.evaluate(() => new Promise((drawn) => setTimeout(drawn, 450)));
  }
  await page.screenshot({ path: `${FOLDER}/imports-${name}.png` });
}


async function begin(page: Page) {
  await page.goto('/imports?new=accounts');
  await page.getByRole('dialog').getByRole('button', { name: 'Upload a file' }).click();
  await expect(page.getByRole('button', { name: 'Select file' })).toBeVisible();
}

async function toReview(page: Page, name: string, content: string | Buffer) {
  await begin(page);
  await page.getByLabel('File to import').setInputFiles(file(name, content));
  await expect(step(page, 'Header')).toBeVisible(patient);
  await next(page);
  await expect(step(page, 'Columns')).toBeVisible(patient);
  await next(page);
  await expect(page.getByRole('grid', { name: 'Rows to import' })).toBeVisible(patient);
}

/** A draft with some mistakes, from its type to its review. */
async function prepare(page: Page) {
  await page.goto('/imports?new=accounts');
  await expect(page.getByRole('dialog').getByRole('radio', { name: /^Accounts/ })).toBeVisible();
  await picture(page, 'type');
  await begin(page);
  await picture(page, 'file');
  await page.getByLabel('File to import').setInputFiles(file('customers-2026.csv', bad()));
  await expect(step(page, 'Header')).toBeVisible(patient);
  await picture(page, 'header');
  await next(page);
  await expect(step(page, 'Columns')).toBeVisible(patient);
  await picture(page, 'columns');
  await next(page);
  const wrong = page.getByRole('grid', { name: 'Rows to import' }).locator('[aria-invalid="true"]');
  await expect(wrong.first()).toBeVisible(patient);
  await wrong.first().click();
  await picture(page, 'review');
  await page.getByRole('button', { name: 'Replace', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('[name="search"]').fill('n/a');
  await dialog.locator('[name="replacement"]').fill('53081');
  await picture(page, 'replace', 'dark');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await page.getByText('All 412 rows', { exact: true }).click();
  const rows = page.getByRole('grid', { name: 'Rows to import' });
  for (const number of ['7', '9', '11']) {
    await rows.getByRole('rowheader', { name: new RegExp(`(^|\\D)${number}$`) }).click();
    await page.keyboard.press('Delete');
  }
  await expect(page.getByText('Left out (3)')).toBeVisible(patient);
  await page.getByRole('button', { name: 'Leave out', exact: true }).click();
  await expect(page.getByRole('menuitem').first()).toBeVisible();
  await picture(page, 'left-out');
  await page.keyboard.press('Escape');
}

/** The extra fields of a type. */
async function rates(page: Page) {
  await make(page, '/system/voice/voice_providers', { name: 'Lakeside Carrier' });
  await page.goto('/imports?new=voice_provider_rates');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Voice provider' }).click();
  await page.getByRole('option').first().click();
  await dialog.getByLabel('Charge percent').fill('15');
  await dialog.getByLabel('Minimum rate').fill('0.5');
  await picture(page, 'rates');
}

/** Many accounts, while they are written and afterwards; and they are removed again. */
async function run(page: Page) {
  await toReview(page, 'north-shore.csv', good(MANY));
  await expect(page.getByText(/rows are ready/)).toBeVisible(patient);
  await picture(page, 'ready');
  await page.getByRole('button', { name: /^Create [\d,]+ accounts/ }).click();
  const bar = page.getByRole('progressbar', { name: 'Progress' });
  await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow')), { intervals: [100], ...patient }).toBeGreaterThan(52);
  await picture(page, 'progress', 'light', true);
  await expect(page.getByText(/were imported/)).toBeVisible({ timeout: 240_000 });
  await picture(page, 'result');
  await page.getByRole('button', { name: 'Undo' }).click();
  await picture(page, 'undo', 'dark');
  await page.getByRole('dialog').getByRole('button', { name: /^Remove/ }).click();
  await expect(page.getByText('This import was taken back')).toBeVisible(patient);
}

/** An import that was started with its mistakes. */
async function fail(page: Page) {
  await begin(page);
  await page.getByLabel('File to import').setInputFiles(file('customers-2025.csv', bad()));
  await expect(step(page, 'Header')).toBeVisible(patient);
  const id = page.url().split('/').pop();
  expect((await page.request.post(`/api/v1/data_imports/${id}/start`, { headers: { 'X-Requested-With': 'fairlead' } })).ok()).toBe(true);
  await page.reload();
  await expect(page.getByRole('grid', { name: 'Failed imports' })).toBeVisible(patient);
  await picture(page, 'details');
}

async function refuse(page: Page) {
  await begin(page);
  await page.getByLabel('File to import').setInputFiles(file('holiday.csv', jpeg()));
  await expect(page.getByText('This file cannot be imported')).toBeVisible(patient);
  await picture(page, 'wrong-file');
}

test('every step of an import', async ({ page }) => {
  mkdirSync(FOLDER, { recursive: true });
  await page.setViewportSize({ width: WIDTH, height: 900 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await refuse(page);
  await prepare(page);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Continue this import?' })).toBeVisible();
  await picture(page, 'resume');
  await run(page);
  await fail(page);
  await rates(page);
  await page.goto('/imports');
  await picture(page, 'list');
});
