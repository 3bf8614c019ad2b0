import { expect, makeAccount, test, unique } from './support';

const headers = { 'X-Requested-With': 'fairlead' };

test('the terms of new accounts are set, in general and for a type', async ({ page }) => {
  await page.goto('/settings/billing');
  const example = page.getByRole('region', { name: 'Example' });
  await page.locator('[name="bill_day"]').fill('5');
  await expect(example.getByRole('listitem').first()).toContainText('05');
  await page.getByRole('switch', { name: 'Invoices have a day of their own' }).click();
  await page.locator('[name="invoice_day"]').fill('40');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('[name="invoice_day"]')).toHaveAttribute('aria-invalid', 'true');
  await page.locator('[name="invoice_day"]').fill('20');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
  await page.reload();
  await expect(page.locator('[name="bill_day"]')).toHaveValue('5');
  await expect(example).toContainText('Its invoice is dated');

  await page.getByRole('button', { name: 'Edit the terms of Commercial' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('[name="due_days"]').fill('400');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.locator('[name="due_days"]')).toHaveAttribute('aria-invalid', 'true');
  await dialog.locator('[name="due_days"]').fill('30');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('row').filter({ hasText: 'Commercial' });
  await expect(row).toContainText('due after 30 days');
  await page.getByRole('button', { name: 'Use the general terms for Commercial' }).click();
  await expect(row).toContainText('As above');

  await page.locator('[name="bill_day"]').fill('1');
  await page.getByRole('switch', { name: 'Invoices have a day of their own' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
});

test('an account has a rate of its own for a tax, once', async ({ page }) => {
  const id = await makeAccount(page, unique('Tax Test'));
  const tax = unique('VAT');
  const answer = await page.request.post('/api/v1/financial/taxes', { headers, data: { name: tax, application: 'percentage', type: 'global', rate: '20' } });
  expect(answer.status()).toBe(201);
  await page.goto(`/accounts/${id}/taxes`);
  const dialog = page.getByRole('dialog');
  const add = async (rate: string) => {
    await page.getByRole('button', { name: 'New tax override' }).first().click();
    await dialog.getByRole('combobox', { name: 'Tax', exact: true }).click();
    await page.getByRole('option', { name: tax }).click();
    await dialog.locator('[name="rate"]').fill(rate);
    await dialog.getByRole('button', { name: 'Create tax override' }).click();
  };
  await add('7.5');
  const row = page.getByRole('row').filter({ hasText: tax });
  await expect(row).toContainText('20 %');
  await expect(row).toContainText('7.5 %');
  await add('3');
  await expect(dialog.getByText('The tax id has already been taken.')).toBeVisible();
  await page.keyboard.press('Escape');
  await row.click();
  await dialog.locator('[name="rate"]').fill('0');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('Does not pay it');
});
