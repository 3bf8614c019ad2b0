import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test } from './support';

const FOLDER = process.env.SCREENSHOT_DIR ?? fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const ACCOUNT = process.env.SCREENSHOT_ACCOUNT ?? '11';

type Scheme = 'light' | 'dark';
type Act = (page: Page) => Promise<void>;

const palette: Act = async (page) => {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search' }).fill('lee');
  await expect(page.getByRole('option').first()).toBeVisible();
};
const open = (name: string | RegExp): Act => async (page) => page.getByRole('button', { name }).first().click();

const SCREENS: [name: string, path: string, scheme: Scheme, act?: Act][] = [
  ['dashboard', '/', 'light'],
  ['accounts', '/accounts', 'light'],
  ['account-light', `/accounts/${ACCOUNT}`, 'light'],
  ['account-dark', `/accounts/${ACCOUNT}`, 'dark'],
  ['account-new', '/accounts/new', 'light'],
  ['search', '/accounts', 'light', palette],
  ['statuses', '/settings/account-statuses', 'light'],
  ['roles', '/roles', 'light', open(/^New role/)],
  ['services', '/services', 'light'],
  ['service', '/services/6', 'light'],
  ['package', '/packages', 'light', open(/^Edit Home internet/)],
  ['tax', '/taxes/1', 'light'],
  ['usage-policy', '/usage-policies/1', 'dark'],
  ['billing-settings', '/settings/billing', 'light'],
  ['jobs', '/jobs', 'light'],
  ['audit', '/audit', 'dark'],
  ['contract-template', '/settings/contract-templates', 'light', open(/^Edit Service agreement/)],
];

test.skip(!process.env.SCREENSHOTS, 'only when SCREENSHOTS=1, against a server with the demo');
test.setTimeout(180_000);

async function still(page: Page) {
  await page.waitForLoadState('networkidle');
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

// A contract that waits for its signature, whose mail is a background job, and what makes an account page full.
async function prepare(page: Page) {
  const headers = { 'X-Requested-With': 'fairlead' };
  const contacts = await (await page.request.get(`/api/v1/accounts/${ACCOUNT}/contacts`)).json();
  const send = async (path: string, data: object) => {
    const answer = await page.request.post(`/api/v1${path}`, { headers, data });
    expect(answer.status(), await answer.text()).toBe(201);
    return (await answer.json()).data;
  };
  const account = `/accounts/${ACCOUNT}`;
  await send(`${account}/contracts`, { contract_template_id: 1, contact_id: contacts.data[0].id });
  for (const description of ['Check the light level after the move', 'Send the signed agreement']) await send(`${account}/tasks`, { description, user_id: 1 });
  await send(`/notes${account}`, { category: 'support', message: 'Slow in the evening. The <b>signal is fine</b>; moved to channel 44.', priority: 0 });
  for (const [name, data] of [['Nearest tower', 'North ridge'], ['Serial number of the radio', 'R5-20417']]) {
    const field = await send('/system/custom_fields', { name, type: 'text', entity_type: 'account', active: true });
    await send(`/entity_custom_fields${account}/${field.id}`, { data });
  }
}

test('every picture of the documentation', async ({ page }) => {
  mkdirSync(FOLDER, { recursive: true });
  await prepare(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const [name, path, scheme, act] of SCREENS) {
    await page.evaluate((value) => localStorage.setItem('fairlead-color-scheme', value), scheme);
    await page.goto(path);
    await still(page);
    if (act) await act(page);
    await still(page);
    await page.evaluate(() => document.fonts.ready.then(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)))));
    await page.evaluate(() => new Promise((drawn) => setTimeout(drawn, 450)));
    await page.screenshot({ path: `${FOLDER}/${name}.png` });
  }
  await page.request.delete('/api/v1/session', { headers: { 'X-Requested-With': 'fairlead' } });
  await page.evaluate(() => localStorage.setItem('fairlead-color-scheme', 'light'));
  await page.goto('/login');
  await still(page);
  await page.screenshot({ path: `${FOLDER}/login.png` });
});
