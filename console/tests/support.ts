import { expect, test as base, type Page } from '@playwright/test';

export const PASSWORD = process.env.FAIRLEAD_ADMIN_PASSWORD ?? '';

/** Signs in through the form, as a person does. */
export async function signIn(page: Page, path = '/') {
  await page.goto(path);
  await page.getByLabel('Username', { exact: true }).fill('admin');
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
}

/** A name that no other run has used. */
export const unique = (what: string) => `${what} ${Date.now().toString(36)}`;

/** Creates an account through the API with the session of the page; gives its id. */
export async function makeAccount(page: Page, name: string): Promise<number> {
  const answer = await page.request.post('/api/v1/accounts', {
    headers: { 'X-Requested-With': 'fairlead' },
    data: {
      name, account_type_id: 1, account_status_id: 2, contact_name: 'Ada Example', role: 'Account holder', email_address: 'ada@example.com',
      email_message_categories: [2], line1: '12 Harbor View Rd', city: 'Green Bay', state: 'WI', county: 'Brown Co.', zip: '54301', country: 'US',
      latitude: 44.5133, longitude: -88.0133,
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()).data.id;
}

const headers = { 'X-Requested-With': 'fairlead' };

/** Creates something through the API with the session of the page; gives what was stored. */
export async function make(page: Page, path: string, data: object = {}): Promise<{ id: number }> {
  const answer = await page.request.post(`/api/v1${path}`, { headers, data });
  expect(answer.status(), await answer.text()).toBeLessThan(300);
  return (await answer.json()).data;
}

/** Creates a service of the catalogue. */
export const service = (page: Page, name: string, more: object = {}) =>
  make(page, '/system/services', { name, active: true, type: 'recurring', application: 'debit', amount: '30.00', billing_frequency_in_months: 1, ...more });

/** An account that owes `amount` on an invoice; gives the ids of both. */
export async function owing(page: Page, name: string, amount = '40.00'): Promise<{ account: number; invoice: number }> {
  const account = await makeAccount(page, unique(name));
  const once = await service(page, unique('Visit'), { type: 'one time', amount });
  await make(page, `/accounts/${account}/services`, { service_id: once.id });
  const debits = await (await page.request.get(`/api/v1/accounts/${account}/transactions/debits`)).json();
  const invoice = await make(page, `/accounts/${account}/invoices`, { debits: [debits.data[0].id] });
  return { account, invoice: invoice.id };
}

/** A signed-in page that fails the test on an error in the browser's console, such as a violated content policy. */
export const test = base.extend({
  page: async ({ page }, use) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    // ERR_FAILED is a request that the test itself cut off; a lost connection has other names.
    // Cleaning hostile HTML parses it in an inert document; the browser reports the handlers that it did not run there.
    const expected = /status of 4\d\d|inline event handler|net::ERR_FAILED/;
    page.on('console', (message) => message.type() === 'error' && !expected.test(message.text()) && problems.push(message.text()));
    await signIn(page);
    await use(page);
    expect(problems).toEqual([]);
  },
});

export { expect };
