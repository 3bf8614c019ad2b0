import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, make, makeAccount, service, test, unique } from './support';

/** Seven digits that no other run has used, behind an area code of nobody. */
const freshNumber = () => `555${String(Date.now() % 10_000_000).padStart(7, '0')}`;
const written = (did: string) => `(${did.slice(0, 3)}) ${did.slice(3, 6)}-${did.slice(6)}`;

const phone = (page: Page, name: string) =>
  service(page, unique(name), {
    voice_service: true, unlimited_local_minutes: true, long_distance_minutes: 10, long_distance_minutes_amount: '0.05',
    first_interval_in_seconds: 60, sub_interval_in_seconds: 60, local_prefixes: ['414'], inbound_toll_free_rate: '0.02',
  });

const RATES = [['UNITED KINGDOM', '44', 2], ['UNITED KINGDOM - MOBILE', '447', 10], ['GERMANY', '49', 3]] as const;
const deck = (rates: readonly (readonly [string, string, number])[]) => ({ rates: rates.map(([name, prefix, rate]) => ({ name, prefix, rate })), minimum_rate: 0, percentage_increase: 0 });

async function carrier(page: Page, ...decks: object[]): Promise<{ id: number; decks: number[] }> {
  const { id } = await make(page, '/system/voice/voice_providers', { name: unique('Carrier') });
  for (const body of decks) {
    const answer = await page.request.post(`/api/v1/system/voice/voice_providers/${id}/import_rates`, { headers: { 'X-Requested-With': 'fairlead' }, data: body });
    expect(answer.status(), await answer.text()).toBe(200);
  }
  const all = await (await page.request.get(`/api/v1/system/voice/voice_providers/${id}/rate_decks?sort=id`)).json();
  return { id, decks: all.data.map((row: { id: number }) => row.id) };
}

const utc = (daysAgo: number, time = '18:00:00') => `${new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)} ${time}`;

/** An account with a number that made calls. */
async function caller(page: Page, calls: [to: string, start: string, seconds: number][]) {
  const account = await makeAccount(page, unique('Voice Story'));
  const plan = await phone(page, 'Phone');
  await make(page, `/accounts/${account}/services`, { service_id: plan.id, prorate: false });
  const did = freshNumber();
  await make(page, '/system/voice/dids', { dids: [did], rate_center_id: 1 });
  await make(page, `/accounts/${account}/dids`, { did, service_id: plan.id });
  const provider = await carrier(page, deck(RATES));
  await make(page, '/system/voice/cdr_rating', { voice_provider_id: provider.id, records: calls.map(([destination, call_start, duration]) => ({ origination: did, destination, call_start, duration })) });
  return { account, did, provider };
}

test('a number is added, assigned to a voice service, found at its account and released', async ({ page }) => {
  const account = await makeAccount(page, unique('Number Story'));
  const plan = await phone(page, 'Line');
  await make(page, `/accounts/${account}/services`, { service_id: plan.id, prorate: false });
  const did = freshNumber();
  await page.goto('/numbers');
  await page.getByRole('button', { name: 'Add numbers' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('textbox', { name: 'Numbers' }).fill(`${did.slice(0, 9)}\n${did}`);
  await expect(drawer.getByText(`Not a number of ten digits: ${did.slice(0, 9)}`)).toBeVisible();
  await drawer.getByRole('textbox', { name: 'Numbers' }).fill(`+1 ${written(did)}`);
  const center = drawer.getByRole('combobox', { name: 'Rate center' });
  if ((await center.inputValue()) === '') {
    await center.click();
    await page.getByRole('option').first().click();
  }
  await drawer.getByRole('button', { name: 'Add number', exact: true }).click();
  await expect(drawer).toBeHidden();

  await page.getByRole('searchbox', { name: 'Search telephone numbers' }).fill(did);
  await expect(page.getByRole('row', { name: written(did) })).toContainText('Free');
  await page.getByRole('button', { name: `Assign ${written(did)}` }).click();
  await drawer.getByRole('combobox', { name: 'Account' }).fill(String(account));
  await page.getByRole('option', { name: new RegExp(`\\(${account}\\)$`) }).click();
  await drawer.getByRole('button', { name: 'Assign', exact: true }).click();
  await expect(page.getByRole('row', { name: written(did) })).toContainText('Assigned');

  await page.getByRole('row', { name: written(did) }).getByRole('link').click();
  await expect(page).toHaveURL(new RegExp(`/accounts/${account}/numbers$`));
  // The list that the link stands in has such buttons too.
  await expect(page.getByRole('button', { name: 'Assign a number' })).toBeVisible();
  await page.getByRole('button', { name: `Release ${written(did)}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Release', exact: true }).click();
  await expect(page.getByText('No telephone numbers yet')).toBeVisible();

  await page.getByRole('button', { name: 'Assign a number' }).click();
  await drawer.getByRole('combobox', { name: 'Number' }).fill(did);
  await page.getByRole('option', { name: written(did) }).click();
  await drawer.getByRole('button', { name: 'Assign', exact: true }).click();
  await expect(page.getByRole('row', { name: written(did) })).toBeVisible();
});

test('a call list adds up minutes and cost, is narrowed, and shows what of the free minutes is used', async ({ page }) => {
  const { account } = await caller(page, [
    ['4145550171', utc(3), 61], ['2125550142', utc(2), 900], ['011442079460123', utc(2, '19:00:00'), 120], ['+447700900123', utc(1), 60],
  ]);
  await page.goto(`/accounts/${account}/call-records`);
  await page.getByText('90 days', { exact: true }).click();
  await expect(page.getByRole('img', { name: '4 calls with 20 minutes' })).toBeVisible();
  const sums = page.getByRole('group', { name: 'Sums' });
  // 2 minutes at 2 cents and one at 10; 15 long distance minutes at 5 cents, of which the bill frees 10.
  await expect(sums).toContainText('International2 calls3 min$0.14');
  await expect(sums).toContainText('Long distance1 call15 minat most $0.75');
  await expect(page.getByText('5 min beyond, $0.05 a minute')).toBeVisible();
  await expect(page.getByText('For 4 calls as it stands, before taxes')).toBeVisible();
  await expect(page.getByText('$0.39', { exact: true })).toBeVisible();

  const calls = page.getByRole('table', { name: 'Calls' });
  await expect(calls.getByRole('row')).toHaveCount(5);
  await page.getByRole('searchbox', { name: 'Search calls' }).fill('kingdom');
  await expect(calls.getByRole('row')).toHaveCount(3);
  await expect(calls.getByRole('row').nth(1)).toContainText('+447700900123');
  await page.getByRole('searchbox', { name: 'Search calls' }).fill('');
  await page.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'Local' }).click();
  await expect(calls.getByRole('row')).toHaveCount(2);
  await expect(calls.getByRole('row').nth(1)).toContainText('in the plan');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const lines = readFileSync(await (await saved).path(), 'utf8').trim().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(',14145550171,414,LOCAL,local,61,120,0,0.00,');
});

test('a call without a rate is told at its account, and rated again once there is one', async ({ page }) => {
  const { account, provider } = await caller(page, [['011376312345678', utc(1), 60]]);
  await page.goto(`/accounts/${account}/call-records`);
  await expect(page.getByText('One call of this account waits for a rate, and is not billed.')).toBeVisible();
  await page.getByRole('link', { name: 'Show it' }).click();
  await expect(page.getByRole('row', { name: /376312345678/ })).toContainText('No rate');
  const answer = await page.request.post(`/api/v1/system/voice/voice_providers/${provider.id}/import_rates`, { headers: { 'X-Requested-With': 'fairlead' }, data: deck([...RATES, ['ANDORRA', '376', 20]]) });
  expect(answer.status()).toBe(200);
  await page.getByRole('button', { name: 'Rate again' }).click();
  await expect(page.getByText('Nothing matches')).toBeVisible({ timeout: 20_000 });
  await page.goto(`/accounts/${account}/call-records`);
  await page.getByText('90 days', { exact: true }).click();
  await expect(page.getByRole('table', { name: 'Calls' }).getByRole('row').nth(1)).toContainText('$0.20');
});

test('decks are compared, one says what a call costs, and another is activated at a date and at once', async ({ page }) => {
  const { id, decks } = await carrier(page, deck(RATES), { ...deck([['UNITED KINGDOM', '44', 3], ['UNITED KINGDOM - MOBILE', '447', 8], ['ANDORRA', '376', 20]]), activate_at: '2099-01-01 12:00:00' });
  await page.goto('/voice-providers');
  await page.goto(`/voice-providers/${id}`);
  const number = page.getByLabel('Number', { exact: true });
  await number.fill('+44 7700 900123');
  await expect(page.getByRole('list', { name: 'Prefixes of the deck that fit' }).getByRole('listitem')).toHaveText(['447UNITED KINGDOM - MOBILE$0.10', '44UNITED KINGDOM$0.02']);
  await expect(page.getByText('$0.30', { exact: false }).first()).toBeVisible();
  await number.fill('+376 312 345 678');
  await expect(page.getByText('No rate', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: `Compare deck ${decks[1]} with deck ${decks[0]}` }).click();
  await expect(page.getByRole('img', { name: '−25 to −10 %: 1, +25 to +50 %: 1' })).toBeVisible();
  const changes = page.getByRole('table', { name: 'Changed rates' });
  await expect(changes.getByRole('row')).toHaveCount(5);
  await page.getByRole('button', { name: '1 Cheaper' }).click();
  await expect(changes.getByRole('row')).toHaveCount(2);
  await expect(changes.getByRole('row').nth(1)).toContainText('−20 %');
  await page.getByRole('button', { name: 'Turn around' }).click();
  await page.getByRole('button', { name: '1 Dropped' }).click();
  await expect(changes.getByRole('row').nth(1)).toContainText('ANDORRA');

  await page.goto(`/voice-providers/${id}/decks/${decks[1]}`);
  await page.getByRole('searchbox', { name: 'Search rates' }).fill('andor');
  await expect(page.getByRole('table', { name: 'Rates' }).getByRole('row')).toHaveCount(2);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  expect(readFileSync(await (await saved).path(), 'utf8')).toBe('prefix,name,rate_in_cents_a_minute\r\n376,ANDORRA,20\r\n');
  await page.getByRole('button', { name: 'Activate', exact: true }).click();
  const drawer = page.getByRole('dialog');
  await expect(drawer.getByText('1 dearer, 1 cheaper, 1 added, 1 dropped')).toBeVisible();
  await drawer.locator('[name="at"]').fill('2020-01-01T00:00');
  await drawer.getByRole('button', { name: 'Schedule' }).click();
  await expect(drawer.getByText('This is over.')).toBeVisible();
  await drawer.getByLabel('Now', { exact: true }).check();
  await drawer.getByRole('button', { name: 'Activate now' }).click();
  await expect(drawer).toBeHidden();
  await expect(page.getByText('Active', { exact: true })).toBeVisible();
  await page.goto(`/voice-providers/${id}`);
  await expect(page.getByRole('row', { name: new RegExp(`No. ${decks[0]}`) })).toContainText('Replaced');
  await page.getByRole('button', { name: `Delete deck ${decks[0]}` }).click();
  await drawer.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('table', { name: 'Rate decks' }).getByRole('row')).toHaveCount(2);
});

test('a failed reading of calls and of rates can be tried again', async ({ page }) => {
  const { account, provider } = await caller(page, [['4145550171', utc(1), 61]]);
  for (const [path, place] of [['**/call_records/**', `/accounts/${account}/call-records`], ['**/rates?*', `/voice-providers/${provider.id}/decks/${provider.decks[0]}`]] as const) {
    await page.route(path, (route) => route.abort());
    await page.goto(place);
    const refusal = page.getByRole('alert').filter({ hasText: 'No connection' }).first();
    await expect(refusal).toBeVisible();
    await page.unroute(path);
    await refusal.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('table', { name: /^(Calls|Rates)$/ })).toBeVisible();
  }
});
