// Looks customers up in the console as a person does: signs in, types a name into the list's search, opens the row.
// usage: BASE_URL=... FAIRLEAD_ADMIN_PASSWORD=... CHROMIUM=... node find.mjs TOTAL < [{"id":1,"name":"..."}]
// Prints one JSON object: {"found":[ids],"missing":[ids],"problems":[text]}; exits 1 when something is missing.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../console/package.json', import.meta.url));
const { chromium } = require('playwright-core');

const total = Number(process.argv[2]);
const wanted = JSON.parse(readFileSync(0, 'utf8'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
const result = { found: [], missing: [], problems: [] };
try {
  const page = await browser.newPage({ baseURL: process.env.BASE_URL, locale: 'en-US', viewport: { width: 1440, height: 900 } });
  page.on('pageerror', (error) => result.problems.push(error.message));
  await page.goto('/');
  await page.getByLabel('Username', { exact: true }).fill('admin');
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(process.env.FAIRLEAD_ADMIN_PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  await page.goto('/accounts');
  const shown = page.getByText(new RegExp(`of ${total.toLocaleString('en-US')}|of ${total}`));
  await shown.first().waitFor({ timeout: 15_000 }).catch(() => result.problems.push(`the list does not say that there are ${total}`));
  for (const { id, name } of wanted) (await found(page, id, name)) ? result.found.push(id) : result.missing.push(id);
} finally {
  await browser.close();
}
console.log(JSON.stringify(result));
process.exitCode = result.missing.length || result.problems.length ? 1 : 0;

async function found(page, id, name) {
  await page.goto('/accounts');
  await page.getByLabel('Search accounts').fill(name);
  const link = page.getByRole('table').locator(`a[href$="/accounts/${id}"]`).first();
  try {
    await link.click({ timeout: 20_000 });
    await page.waitForURL(new RegExp(`/accounts/${id}$`), { timeout: 20_000 });
    // The address changes before the page does: the list's own heading may still stand there.
    const heading = page.getByRole('heading', { level: 1 }).filter({ hasText: name.replace(/\s+/g, ' ') });
    await heading.waitFor({ timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}
