import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, make, service, test } from './support';

/** Names of the pictures to take; all when it is not given. */
const ONLY = new RegExp(process.env.SCREENSHOT_ONLY ?? '');
const FOLDER = process.env.SCREENSHOT_DIR ?? fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const ACCOUNT = process.env.SCREENSHOT_ACCOUNT ?? '11';

/** An account of the demo whose internet service has a usage policy. */
const METERED = '5';

/** An account of the demo with a telephone. */
const CALLER = '4';

/** Stand for the addresses of the active deck of a carrier of many countries, and of what the coming one changes. */
const RATED_DECK = 'rated deck';
const COMPARED_DECKS = 'compared decks';

/** Stands for the address of the newest invoice of the account that is paid. */
const PAID_INVOICE = 'paid invoice';

type Scheme = 'light' | 'dark';
type Act = (page: Page) => Promise<void>;

const palette: Act = async (page) => {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search' }).fill('lee');
  await expect(page.getByRole('option').first()).toBeVisible();
};
/** Asks a deck for a part of its rates, and what a call costs. */
const priced: Act = async (page) => {
  await page.getByRole('searchbox', { name: 'Search rates' }).fill('kingdom');
  await page.getByLabel('Number', { exact: true }).fill('+44 7700 900123');
  await expect(page.getByText('The longest prefix decides')).toBeVisible();
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
  ['payment-methods', `/accounts/${ACCOUNT}/payment-methods`, 'light'],
  ['charge', `/accounts/${ACCOUNT}/payment-methods`, 'light', open(/^Charge Card/)],
  ['data-usage', `/accounts/${METERED}/data-usage`, 'light'],
  ['data-usage-dark', `/accounts/${METERED}/data-usage`, 'dark'],
  ['invoice', PAID_INVOICE, 'light'],
  ['billing-runs', '/billing-runs', 'light'],
  ['deposit-slips', '/deposit-slips', 'light'],
  ['print-batch', '/print-batches', 'light', async (page) => page.getByRole('table', { name: 'Print batches' }).getByRole('row').nth(1).click()],
  ['ach-batch', '/ach-batches', 'dark', async (page) => page.getByRole('table', { name: 'ACH batches' }).getByRole('row').nth(1).click()],
  ['ach-settings', '/settings/ach', 'light'],
  ['journal', '/journal', 'light'],
  ['ledger-codes', '/journal', 'light', open('Choose codes')],
  ['invoice-settings', '/settings/invoices', 'light'],
  ['mail-texts', '/settings/customer-mail', 'light', async (page) => page.getByRole('table', { name: 'Texts of mails' }).getByRole('row').nth(1).click()],
  ['call-records', `/accounts/${CALLER}/call-records`, 'light', async (page) => page.getByText('90 days', { exact: true }).click()],
  ['rate-deck', RATED_DECK, 'light', priced],
  ['decks-compared', COMPARED_DECKS, 'dark'],
  ['jobs', '/jobs', 'light'],
  ['audit', '/audit', 'dark'],
  ['contract-template', '/settings/contract-templates', 'light', open(/^Edit Service agreement/)],
];

test.skip(!process.env.SCREENSHOTS, 'only when SCREENSHOTS=1, against a server with the demo');
test.setTimeout(240_000);

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

// A month of traffic: most of it in the evening.
async function traffic(page: Page) {
  const [now, step] = [Math.floor(Date.now() / 1000), 600];
  let [down, up] = [0, 0];
  const samples = Array.from({ length: 4300 }, (_, index) => {
    const timestamp = now - (4300 - index) * step;
    const hour = ((timestamp - 6 * 3600) % 86_400) / 3600;
    const noise = 0.55 + 0.45 * Math.sin(index * 12.9898) * Math.sin(index * 4.1414);
    const bits = 7e6 * noise * Math.max(0.03, Math.exp(-(((hour - 20.5) / 2.8) ** 2)) + 0.35 * Math.exp(-(((hour - 12.5) / 4) ** 2)));
    down += Math.round((bits / 8) * step);
    up += Math.round((bits / 80) * step);
    return { data_source_identifier: '192.0.2.17', data_source_parent: 'router-03.example.com', data_type: 'All', timestamp, in: down, out: up };
  });
  const answer = await page.request.post(`/api/v1/accounts/${METERED}/granular_data_usage`, { headers: { 'X-Requested-With': 'fairlead' }, data: { data: samples } });
  expect(answer.status(), await answer.text()).toBe(200);
}

// A visit that was billed and is not paid.
async function owe(page: Page) {
  const visit = await service(page, 'Antenna realignment', { type: 'one time', amount: '85.00' });
  const account = `/accounts/${ACCOUNT}`;
  await make(page, `${account}/services`, { service_id: visit.id });
  const debits = await (await page.request.get(`/api/v1${account}/transactions/debits`)).json();
  await make(page, `${account}/invoices`, { debits: [debits.data[0].id] });
}

// What an account pays with, at a processor that moves no money.
async function cards(page: Page) {
  const headers = { 'X-Requested-With': 'fairlead' };
  await page.request.patch('/api/v1/system/payment_processor', { headers, data: { kind: 'sandbox' } });
  const address = { line1: '12 Harbor View Rd', city: 'Green Bay', state: 'WI', zip: '54301', country: 'US', name_on_account: 'Ada Example' };
  const methods = [
    { type: 'credit card', account_number: '4242424242424242', expiration_month: 8, expiration_year: 2029, auto: true, ...address },
    { type: 'bank account', account_number: '000123456789', routing_number: '110000000', account_type: 'checking', auto: false, ...address },
  ];
  for (const data of methods) expect((await page.request.post(`/api/v1/accounts/${ACCOUNT}/payment_methods`, { headers, data })).status()).toBe(201);
}

// Payments from bank accounts in a batch, of which the bank returned one, and some that wait.
async function bank(page: Page) {
  const headers = { 'X-Requested-With': 'fairlead' };
  const originator = {
    enabled: true, immediate_destination: '091000019', immediate_destination_name: 'Example Bank', immediate_origin: '1123456789', immediate_origin_name: 'Lakeshore Broadband',
    company_name: 'Lakeshore', company_identification: '1123456789', originating_routing_number: '091000019', entry_description: 'INTERNET',
  };
  expect((await page.request.patch('/api/v1/system/ach', { headers, data: originator })).status()).toBe(200);
  const pay = async (account: number, name: string) => {
    const path = `/accounts/${account}`;
    const method = await make(page, `${path}/payment_methods`, { type: 'bank account', account_number: `00012345${account}`, routing_number: '021000021', account_type: 'checking', name_on_account: name, auto: false });
    return (await make(page, `${path}/transactions/payments`, { payment_method_id: method.id, amount: `${40 + account}.95` })).id;
  };
  const first = await pay(21, 'Grace Hopper');
  await pay(22, 'Harbour Bakery');
  await pay(23, 'Katherine Johnson');
  const batch = (await make(page, '/financial/ach_batches')).id;
  expect((await page.request.post(`/api/v1/financial/ach_batches/${batch}/file`, { headers, data: {} })).status()).toBe(200);
  await make(page, `/financial/ach_batches/${batch}/returns`, { payment_id: first, return_code: 'R01' });
  await pay(24, 'Blue Anchor Inn');
}

// All invoices of the accounts that get them on paper.
async function paper(page: Page) {
  const headers = { 'X-Requested-With': 'fairlead' };
  for (const account of [31, 32, 33, 34, 35, 36]) await page.request.patch(`/api/v1/accounts/${account}/billing_parameters`, { headers, data: { print_invoice: true } });
  const path = `/api/v1/financial/print_batches/${(await make(page, '/financial/print_batches', { date_from: '2020-01-01' })).id}`;
  await expect.poll(async () => (await (await page.request.get(path)).json()).data.state, { timeout: 30_000 }).toBe('done');
}

const COUNTRIES: [code: string, name: string, rate_in_cents: number][] = [
  ['27', 'SOUTH AFRICA', 3.1], ['30', 'GREECE', 1.2], ['31', 'NETHERLANDS', 0.8], ['32', 'BELGIUM', 1.1], ['33', 'FRANCE', 0.7], ['34', 'SPAIN', 0.9], ['351', 'PORTUGAL', 1.3], ['353', 'IRELAND', 1.1],
  ['354', 'ICELAND', 1.6], ['358', 'FINLAND', 2.2], ['36', 'HUNGARY', 1.4], ['376', 'ANDORRA', 9.4], ['39', 'ITALY', 0.8], ['41', 'SWITZERLAND', 1.9], ['420', 'CZECH REPUBLIC', 1.3], ['43', 'AUSTRIA', 1.2],
  ['44', 'UNITED KINGDOM', 0.6], ['45', 'DENMARK', 1.0], ['46', 'SWEDEN', 0.9], ['47', 'NORWAY', 1.0], ['48', 'POLAND', 1.1], ['49', 'GERMANY', 0.8], ['52', 'MEXICO', 1.5], ['55', 'BRAZIL', 2.4],
  ['60', 'MALAYSIA', 2.0], ['61', 'AUSTRALIA', 1.7], ['63', 'PHILIPPINES', 11.8], ['64', 'NEW ZEALAND', 1.8], ['65', 'SINGAPORE', 1.2], ['66', 'THAILAND', 2.6], ['81', 'JAPAN', 2.9], ['82', 'KOREA, SOUTH', 2.1],
];

// A carrier with decks of two quarters: most rates move a little, some a lot.
async function carrier(page: Page): Promise<{ rated: string; compared: string }> {
  const { id } = await make(page, '/system/voice/voice_providers', { name: 'Great Lakes Voice' });
  const bell = (seed: number) => Math.sin(seed * 12.9898) * Math.sin(seed * 4.1414) + 0.3 * Math.sin(seed * 1.7);
  const rates = (later: boolean) => COUNTRIES.flatMap(([code, name, rate], country) =>
    Array.from({ length: 60 }, (_, index) => {
      const [seed, mobile] = [country * 61 + index, index % 3 === 1];
      const prefix = index === 0 ? code : `${code}${mobile ? 7 : (index % 6) + 1}${index > 2 ? String(index).padStart(2, '0') : ''}`;
      const moved = later ? 1 + 0.16 * bell(seed) + (seed % 17 === 0 ? 0.4 : 0.02) : 1;
      return { prefix, name: mobile ? `${name} - MOBILE` : name, rate: (rate * (mobile ? 4 : 1) * (1 + 0.06 * (index % 7)) * (seed % 5 === 4 ? 1 : moved)).toFixed(4), kept: later ? seed % 41 !== 3 : seed % 29 !== 5 };
    }).filter(({ kept }) => kept).map(({ kept: _, ...line }) => line));
  const add = async (more: object) => {
    const answer = await page.request.post(`/api/v1/system/voice/voice_providers/${id}/import_rates`, { headers: { 'X-Requested-With': 'fairlead' }, data: { minimum_rate: 0.5, percentage_increase: 35, ...more } });
    expect(answer.status(), await answer.text()).toBe(200);
    return (await answer.json()).data.rate_deck_id as number;
  };
  const now = await add({ rates: rates(false) });
  const next = await add({ rates: rates(true), activate_at: `${new Date().getFullYear() + 1}-01-01 06:00:00` });
  const decks = `/voice-providers/${id}/decks`;
  return { rated: `${decks}/${now}`, compared: `${decks}/${next}/compare/${now}` };
}

test('every picture of the documentation', async ({ page }) => {
  mkdirSync(FOLDER, { recursive: true });
  await prepare(page);
  await traffic(page);
  await cards(page);
  await owe(page);
  await bank(page);
  await paper(page);
  const { rated, compared } = await carrier(page);
  const invoices: { id: number; remaining_due: string }[] = (await (await page.request.get(`/api/v1/accounts/${ACCOUNT}/invoices`)).json()).data;
  const invoice = invoices.find(({ remaining_due }) => remaining_due === '0.00')!;
  const places: Record<string, string> = { [PAID_INVOICE]: `/accounts/${ACCOUNT}/invoices/${invoice.id}`, [RATED_DECK]: rated, [COMPARED_DECKS]: compared };
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const [name, path, scheme, act] of SCREENS.filter(([one]) => ONLY.test(one))) {
    await page.evaluate((value) => localStorage.setItem('fairlead-color-scheme', value), scheme);
    await page.goto(places[path] ?? path);
    await still(page);
    if (act) await act(page);
    await still(page);
    await page.evaluate(() => document.fonts.ready.then(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)))));
    await page.evaluate(() => new Promise((drawn) => setTimeout(drawn, 450)));
    await page.screenshot({ path: `${FOLDER}/${name}.png` });
  }
  if (!ONLY.test('login')) return;
  await page.request.delete('/api/v1/session', { headers: { 'X-Requested-With': 'fairlead' } });
  await page.evaluate(() => localStorage.setItem('fairlead-color-scheme', 'light'));
  await page.goto('/login');
  await still(page);
  await page.screenshot({ path: `${FOLDER}/login.png` });
});
