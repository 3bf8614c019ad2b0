import type { Page } from '@playwright/test';
import { expect, make, makeAccount, owing, test, unique } from './support';

const headers = { 'X-Requested-With': 'fairlead' };
const useSandbox = async (page: Page) => expect((await page.request.patch('/api/v1/system/payment_processor', { headers, data: { kind: 'sandbox' } })).status()).toBe(200);

test('the processor is set, and its key is never shown again', async ({ page }) => {
  await page.goto('/settings/payment-processor');
  const kind = page.getByRole('combobox', { name: 'Processor' });
  await kind.click();
  await page.getByRole('option', { name: 'Stripe' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The secret_key field is required when kind is stripe.')).toBeVisible();
  await page.locator('[name="secret_key"]').fill('sk_test_51SesameOpen');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('A secret key is set.')).toBeVisible();
  await page.reload();
  await expect(page.locator('[name="secret_key"]')).toHaveValue('');
  expect(await page.content()).not.toContain('SesameOpen');
  await kind.click();
  await page.getByRole('option', { name: /^Sandbox/ }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The sandbox is in use')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Test numbers' })).toContainText('4242 4242 4242 4242');
});

test('a card is stored, changed, paid with automatically and deleted', async ({ page }) => {
  await useSandbox(page);
  const account = await makeAccount(page, unique('Card Story'));
  await page.goto(`/accounts/${account}/payment-methods`);
  await expect(page.getByText('No payment methods yet')).toBeVisible();
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog');
  const number = dialog.getByLabel('Card number');
  await expect(number).toHaveAttribute('autocomplete', 'off');
  await number.pressSequentially('4242424242424241');
  await expect(number).toHaveValue('4242 4242 4242 4241');
  await dialog.getByLabel('Expires').pressSequentially('120');
  let asked = 0;
  page.on('request', (request) => { if (request.method() === 'POST' && request.url().includes('payment_method')) asked += 1; });
  await dialog.getByRole('button', { name: 'Add payment method' }).click();
  await expect(dialog.getByText('One of the digits is wrong.')).toBeVisible();
  await expect(dialog.getByText('Month and year, such as 08 / 27.')).toBeVisible();
  expect(asked).toBe(0);
  await number.press('End');
  await number.press('Backspace');
  await page.keyboard.type('2');
  await expect(number).toHaveValue('4242 4242 4242 4242');
  // In the middle of a number, the caret stays where it was.
  await number.press('Home');
  for (const key of ['ArrowRight', 'ArrowRight', 'Backspace', '9', 'Backspace', '2']) await number.press(key);
  await expect(number).toHaveValue('4242 4242 4242 4242');
  await dialog.getByLabel('Expires').fill('1239');
  await dialog.getByLabel('Security code').fill('123');
  await dialog.getByRole('button', { name: 'Add payment method' }).click();
  const row = page.getByRole('row').filter({ hasText: 'Card ending in 4242' });
  await expect(row).toContainText('12 / 2039');
  await expect(row).toContainText('12 Harbor View Rd');
  expect(asked).toBe(1);

  await page.getByRole('button', { name: 'Pay automatically: Card ending in 4242' }).click();
  await expect(row).toContainText('Automatic');
  await page.getByRole('button', { name: 'Edit Card ending in 4242' }).click();
  await dialog.getByLabel('Expires').fill('0120');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('The card has expired.')).toBeVisible();
  await dialog.getByLabel('Expires').fill('0140');
  await dialog.locator('[name="name_on_account"]').fill('Grace Example');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('01 / 2040');
  await expect(row).toContainText('Grace Example');
  await page.getByRole('button', { name: 'Delete Card ending in 4242' }).click();
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('No payment methods yet')).toBeVisible();
});

test('a bank account is stored by a test number, and a token as it is', async ({ page }) => {
  await useSandbox(page);
  const account = await makeAccount(page, unique('Bank Story'));
  await page.goto(`/accounts/${account}/payment-methods`);
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Add a payment method' }).click();
  await dialog.getByText('Bank account', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Approved' }).click();
  await dialog.getByLabel('Routing number').fill('110000001');
  await dialog.getByRole('button', { name: 'Add payment method' }).click();
  await expect(dialog.getByText('One of the digits is wrong.')).toBeVisible();
  await dialog.getByLabel('Routing number').fill('110000000');
  await dialog.getByRole('button', { name: 'Add payment method' }).click();
  await expect(page.getByText('Bank account ending in 6789')).toBeVisible();

  await page.getByRole('button', { name: 'Add a payment method' }).click();
  await dialog.getByText('Token', { exact: true }).click();
  await dialog.locator('[name="token"]').fill('sandbox_token_approved_00ff00ff00ff00ff');
  await dialog.locator('[name="identifier"]').fill('1117');
  await dialog.getByRole('combobox', { name: 'Brand' }).click();
  await page.getByRole('option', { name: 'Discover' }).click();
  await dialog.getByLabel('Expires').fill('0838');
  await dialog.getByRole('button', { name: 'Add payment method' }).click();
  await expect(page.getByText('Card ending in 1117')).toBeVisible();
});

test('a stored card is charged, declined in words, and refunded', async ({ page }) => {
  await useSandbox(page);
  const { account, invoice } = await owing(page, 'Charge Story');
  const card = { type: 'credit card', expiration_month: 12, expiration_year: 2039, name_on_account: 'Ada Example', auto: false, line1: '12 Harbor View Rd', city: 'Green Bay', state: 'WI', zip: '54301', country: 'US' };
  await make(page, `/accounts/${account}/payment_methods`, { ...card, account_number: '4242424242424242' });
  await make(page, `/accounts/${account}/payment_methods`, { ...card, account_number: '4000000000009995' });
  await page.goto(`/accounts/${account}/payment-methods`);
  const dialog = page.getByRole('dialog');
  const result = dialog.getByRole('status', { name: 'Result' });
  await page.getByRole('button', { name: 'Charge Card ending in 9995' }).click();
  await dialog.getByRole('button', { name: 'Charge $40.00' }).click();
  await expect(result).toContainText('Declined');
  await expect(result).toContainText('The card has insufficient funds.');
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await dialog.getByRole('combobox', { name: 'How' }).click();
  await page.getByRole('option', { name: 'Card ending in 4242' }).click();
  await expect(dialog.getByRole('region', { name: 'What it pays' })).toContainText(`Invoice ${invoice}`);
  await dialog.getByRole('button', { name: 'Charge $40.00' }).dblclick();
  await expect(result).toContainText('Approved');
  await dialog.getByRole('button', { name: 'Done' }).click();

  await page.goto(`/accounts/${account}/transactions`);
  await expect(page.getByRole('row').filter({ hasText: 'Failed: The card has insufficient funds.' })).toHaveCount(1);
  await expect(page.getByRole('row').filter({ hasText: 'Card payment' })).toHaveCount(2);
  await page.getByRole('button', { name: /^Refund payment/ }).click();
  await dialog.getByRole('button', { name: 'Refund $40.00' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Card payment reversed' })).toContainText('$40.00');
  await expect(page.getByRole('button', { name: /^Refund payment/ })).toHaveCount(0);
});

test('a card pays once and is not kept', async ({ page }) => {
  await useSandbox(page);
  const { account } = await owing(page, 'Once Story');
  await page.goto(`/accounts/${account}/transactions`);
  await page.getByRole('button', { name: 'Take a payment' }).click();
  const dialog = page.getByRole('dialog');
  const how = async () => {
    await dialog.getByRole('combobox', { name: 'How' }).click();
    await page.getByRole('option', { name: 'Another card, this once' }).click();
  };
  await how();
  await dialog.getByRole('button', { name: 'Wrong code' }).click();
  await dialog.getByRole('button', { name: 'Charge $40.00' }).click();
  await expect(dialog.getByRole('alert')).toContainText('The security code of the card is not right.');
  await dialog.getByRole('button', { name: 'Answer lost' }).click();
  await dialog.getByRole('button', { name: 'Charge $40.00' }).click();
  const result = dialog.getByRole('status', { name: 'Result' });
  await expect(result).toContainText('please do not pay again');
  await expect(dialog.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Card payment' })).toContainText('has not answered yet');
  await page.goto(`/accounts/${account}/payment-methods`);
  await expect(page.getByText('No payment methods yet')).toBeVisible();
});
