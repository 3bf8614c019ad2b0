import { expect, make, makeAccount, owing, service, test, unique } from './support';

test('a check goes on a deposit slip, which is closed', async ({ page }) => {
  const { account } = await owing(page, 'Slip Story');
  const name = (await (await page.request.get(`/api/v1/accounts/${account}`)).json()).data.name;
  await make(page, `/accounts/${account}/transactions/payments`, { amount: '40.00', payment_method: 'check', reference: 'No. 77' });
  await page.goto('/deposit-slips');
  const waiting = page.getByRole('table', { name: 'Payments without a slip' });
  await expect(waiting.getByRole('row').nth(1)).toBeVisible();
  await page.getByRole('button', { name: 'Choose none' }).click();
  await expect(page.getByRole('button', { name: /^Put .* on a slip$/ })).toBeDisabled();
  await waiting.getByRole('checkbox', { name: new RegExp(name) }).check();
  await page.getByRole('button', { name: 'Put $40.00 on a slip' }).click();
  const slip = page.getByRole('table', { name: 'Deposit slips' }).getByRole('row').nth(1);
  await expect(slip).toContainText('$40.00');
  await expect(slip).toContainText('Open');
  await slip.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('table', { name: 'Payments on the slip' })).toContainText('No. 77');
  await dialog.getByRole('button', { name: 'Close the slip' }).click();
  await page.getByRole('dialog', { name: 'Close this slip?' }).getByRole('button', { name: 'Close the slip' }).click();
  await expect(slip).toContainText('Closed');
});

test('a batch is entered, and says which account failed', async ({ page }) => {
  const account = await makeAccount(page, unique('Batch Story'));
  const credit = unique('Storm credit');
  await service(page, credit, { type: 'one time', application: 'credit', amount: '5.00' });
  await page.goto('/transaction-batches');
  await page.getByRole('button', { name: 'New batch' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Enter the batch' }).click();
  await expect(dialog.getByText('The service is required.')).toBeVisible();
  const name = unique('Storm');
  await dialog.locator('[name="name"]').fill(name);
  await dialog.getByRole('combobox', { name: 'Service' }).fill(credit);
  await page.getByRole('option', { name: credit }).click();
  await dialog.locator('[name="text"]').fill(`${account}\t2\nnobody\n`);
  await expect(dialog.getByRole('region', { name: 'Sum' })).toContainText('Line 2: nobody is no account number');
  await dialog.locator('[name="text"]').fill(`${account}\t2\n999999999`);
  await expect(dialog.getByRole('region', { name: 'Sum' })).toContainText('$15.00');
  await dialog.getByRole('button', { name: 'Enter the batch' }).click();
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('Done, with failures', { timeout: 20_000 });
  await row.click();
  await expect(dialog.getByRole('table', { name: 'Transactions' })).toContainText('999999999');
  await expect(dialog.getByRole('table', { name: 'Transactions' }).getByText('Failed')).toHaveCount(1);
});

test('the journal balances, and refuses what is no range', async ({ page }) => {
  await owing(page, 'Journal Story');
  await page.goto('/journal');
  const total = page.getByRole('table', { name: 'By code' }).getByRole('row').filter({ hasText: 'Total' });
  await expect(total).toBeVisible();
  const amounts = (await total.getByRole('cell').allTextContents()).filter((text) => text.includes('$'));
  expect(amounts).toHaveLength(2);
  expect(amounts[0]).toBe(amounts[1]);
  await page.locator('[name="end"]').fill('2001-01-01');
  await expect(page.getByText('The end must not be before the start.').first()).toBeVisible();
});

test('the logo, a text of a mail and the template of invoices are set and taken back', async ({ page }) => {
  await page.goto('/settings/invoices');
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNkYPhfz0AEYBxVSF+FAP5FDvcfRYWgAAAAAElFTkSuQmCC', 'base64');
  await page.locator('input[type="file"]').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: png });
  await expect(page.getByRole('img', { name: 'Logo on invoices' })).toBeVisible();
  await page.locator('input[type="file"]').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await expect(page.getByText('The image is damaged or of an unsupported kind.').first()).toBeVisible();
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('None: invoices show the name of the company.')).toBeVisible();
  await page.getByRole('button', { name: 'Open the editor' }).click();
  await expect(page.getByTitle('Preview')).toBeVisible({ timeout: 20_000 });
  await page.getByRole('textbox', { name: 'Source' }).fill('#let broken = (');
  await page.getByRole('button', { name: 'Save', exact: true }).last().click();
  await expect(page.locator('p[role="alert"]')).toBeVisible({ timeout: 20_000 });

  await page.goto('/settings/customer-mail');
  const row = page.getByRole('table', { name: 'Texts of mails' }).getByRole('row').filter({ hasText: 'Payment receipt' });
  await row.click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('[name="subject"]').fill('Thank you, {{contact_name}}');
  await expect(dialog.getByRole('region', { name: 'Preview' })).toContainText(/Thank you, \w+/);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('Your own');
  await row.click();
  await dialog.getByRole('button', { name: 'Back to the built-in text' }).click();
  await page.getByRole('dialog', { name: 'Back to the built-in text?' }).getByRole('button', { name: 'Back to the built-in text' }).click();
  await expect(row).toContainText('Built in');
});
