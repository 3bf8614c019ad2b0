import { expect, make, makeAccount, owing, service, test, unique } from './support';

/** `$12.34` in cents. */
const shownCents = (text: string | null) => Math.round(Number(/-?\$([\d,]+\.\d\d)/.exec(text ?? '')![1]!.replace(',', '')) * 100);

test('a service is added with what it charges now, gets a price of its own, and goes', async ({ page }) => {
  const [plan, rental, bundle] = [unique('Plan'), unique('Rental'), unique('Bundle')];
  const account = await makeAccount(page, unique('Services Story'));
  await service(page, plan);
  const second = await service(page, rental, { amount: '5.00' });
  await make(page, '/system/packages', { name: bundle, active: true, services: [second.id] });
  await page.goto(`/accounts/${account}/services`);
  await expect(page.getByText('No services yet')).toBeVisible();
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog');
  const pick = async (name: string) => {
    await dialog.getByRole('combobox', { name: 'Service or package' }).fill(name);
    await page.getByRole('option', { name }).click();
  };
  const now = dialog.getByRole('region', { name: 'Charged now' });
  await pick(plan);
  await dialog.locator('[name="quantity"]').fill('2');
  await expect(now).toContainText(/of \d\d days × \$30\.00 × 2/);
  await expect(now).toContainText('$60.00');
  const foretold = shownCents(await now.locator('.sumline').first().locator('> :last-child').textContent());
  await dialog.locator('[name="price_override"]').fill('25');
  await dialog.getByRole('button', { name: 'Add service' }).click();
  await expect(dialog.locator('[name="price_override_reason"]')).toHaveAttribute('aria-invalid', 'true');
  await dialog.locator('[name="price_override"]').fill('');
  await dialog.getByRole('button', { name: 'Add service' }).click();
  const row = page.getByRole('row').filter({ hasText: plan });
  await expect(row).toContainText('$60.00 a month');
  const bill = page.getByRole('group', { name: 'Next bill' });
  await expect(bill).toContainText('$30.00 × 2');
  const debits = await (await page.request.get(`/api/v1/accounts/${account}/transactions/debits`)).json();
  expect(Math.round(debits.data[0].amount * 100)).toBe(foretold);

  await page.getByRole('button', { name: `Edit ${plan}` }).click();
  await dialog.locator('[name="price_override"]').fill('25');
  await dialog.locator('[name="price_override_reason"]').fill('A promise');
  await dialog.getByRole('switch', { name: 'Prorate' }).click();
  await expect(now).toContainText('it counts from the next bill on');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('$50.00 a month');
  await expect(row).toContainText('usually $30.00');
  await expect(bill).toContainText('$25.00 × 2');

  await page.getByRole('button', { name: 'Add service' }).click();
  await pick(bundle);
  await dialog.getByRole('button', { name: 'Add package' }).click();
  await expect(page.getByRole('row').filter({ hasText: rental })).toContainText(bundle);
  await page.getByRole('button', { name: `Remove ${rental}` }).click();
  await expect(dialog).toContainText('It came with a package');
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByRole('row').filter({ hasText: rental })).toHaveCount(0);
  await page.getByRole('button', { name: `Remove ${plan}` }).click();
  await expect(dialog).toContainText('Given back now, at most');
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByText('No services yet')).toBeVisible();
});

test('the terms of an account are changed, and what it owes stands beside them', async ({ page }) => {
  const { account } = await owing(page, 'Terms Story');
  await page.goto(`/accounts/${account}/billing`);
  await expect(page.getByRole('group', { name: 'Balances' })).toContainText('$40.00');
  await page.locator('[name="due_days"]').fill('400');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('[name="due_days"]')).toHaveAttribute('aria-invalid', 'true');
  await page.locator('[name="due_days"]').fill('21');
  await expect(page.getByRole('switch', { name: 'Prorate the days between' })).toHaveCount(0);
  await page.locator('[name="bill_day"]').fill('15');
  await expect(page.getByRole('switch', { name: 'Prorate the days between' })).toBeVisible();
  await page.getByRole('switch', { name: 'Exempt from all taxes' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.locator('[name="due_days"]')).toHaveValue('21');
  await expect(page.locator('[name="bill_day"]')).toHaveValue('15');
  await expect(page.getByRole('switch', { name: 'Exempt from all taxes' })).toBeChecked();
});

test('a payment is taken, pays the invoice it says, and is reversed', async ({ page }) => {
  const { account, invoice } = await owing(page, 'Payment Story');
  await page.goto(`/accounts/${account}/transactions`);
  await page.getByRole('button', { name: 'Take a payment' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('[name="amount"]')).toHaveValue('40.00');
  await dialog.locator('[name="amount"]').fill('0');
  await dialog.getByRole('button', { name: 'Book payment' }).click();
  await expect(dialog.locator('[name="amount"]')).toHaveAttribute('aria-invalid', 'true');
  await dialog.locator('[name="amount"]').fill('50');
  const pays = dialog.getByRole('region', { name: 'What it pays' });
  await expect(pays).toContainText(`Invoice ${invoice}`);
  await expect(pays).toContainText('Paid in full');
  await expect(pays).toContainText('$10.00');
  await dialog.locator('[name="reference"]').fill('No. 1007');
  await dialog.getByRole('button', { name: 'Book payment' }).click();
  const row = page.getByRole('row').filter({ hasText: 'Check payment' });
  await expect(row.first()).toContainText('No. 1007');
  await expect(row.first()).toContainText('$10.00 pays nothing yet');
  await expect(row.first()).toContainText('-$10.00');
  await page.getByRole('button', { name: /^Reverse payment/ }).click();
  await dialog.getByRole('button', { name: 'Reverse', exact: true }).click();
  const reversal = page.getByRole('row').filter({ hasText: 'Check payment reversed' });
  await expect(reversal).toContainText('$50.00');
  await expect(reversal).toContainText('$40.00');
});

test('an invoice is frozen, paid from funds, and void', async ({ page }) => {
  const { account, invoice } = await owing(page, 'Invoice Story');
  await make(page, `/accounts/${account}/transactions/payments`, { amount: '15.00', payment_method: 'cash', auto_apply: false });
  await page.goto(`/accounts/${account}/invoices`);
  await page.getByRole('row').filter({ hasText: `No. ${invoice}` }).click();
  await expect(page.getByRole('heading', { name: `Invoice ${invoice}`, level: 1 })).toBeVisible();
  const sum = page.getByRole('group', { name: 'Sum' });
  await page.getByRole('button', { name: 'Freeze' }).click();
  await expect(page.getByText('Frozen', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Unfreeze' }).click();
  await expect(page.getByText('Frozen', { exact: true })).toHaveCount(0);

  await page.getByRole('button', { name: 'Apply funds' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Apply Cash payment of $15.00' }).click();
  await expect(sum).toContainText('-$15.00');
  await expect(sum).toContainText('$25.00');
  await page.getByRole('button', { name: /^Take back credit/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take back', exact: true }).click();
  await expect(page.getByText('Taken back', { exact: true })).toBeVisible();
  await expect(sum).not.toContainText('-$15.00');

  await page.getByRole('button', { name: 'Void' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Void', exact: true }).click();
  await expect(page.locator('header').getByText('Void', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Apply funds' })).toHaveCount(0);
  await page.goto(`/accounts/${account}/invoices`);
  await page.getByText('Still due').click();
  await expect(page.getByText('Nothing is due')).toBeVisible();
});

test('a billing run is tried out, and then started', async ({ page }) => {
  await page.goto('/billing-runs');
  await expect(page.getByRole('button', { name: 'Start the run' })).toBeDisabled();
  await page.locator('[name="date"]').fill('2099-01-01');
  await page.getByRole('button', { name: 'Try it out' }).click();
  await expect(page.getByText('The date may not be more than 31 days ahead.')).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await expect(page.getByRole('group', { name: 'What it would do' })).toBeVisible();
  await page.getByRole('button', { name: 'Start the run' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page.getByText('The run has started')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start the run' })).not.toHaveAttribute('data-loading', /.*/, { timeout: 20_000 });
  await expect(page.getByRole('table', { name: 'Billing runs' }).getByRole('row').nth(1)).toContainText('Done');
});

test('an invoice is made by hand over chosen charges, its words are mended, and it is deleted', async ({ page }) => {
  const account = await makeAccount(page, unique('By Hand Story'));
  const [visit, cable] = [unique('Visit'), unique('Cable')];
  for (const [name, amount] of [[visit, '40.00'], [cable, '12.50']] as const) {
    const once = await service(page, name, { type: 'one time', amount });
    await make(page, `/accounts/${account}/services`, { service_id: once.id });
  }
  await page.goto(`/accounts/${account}/invoices`);
  await page.getByRole('button', { name: 'New invoice' }).click();
  const dialog = page.getByRole('dialog');
  const sum = dialog.getByRole('region', { name: 'Sum' });
  await expect(sum).toContainText('$52.50');
  await dialog.getByRole('checkbox', { name: new RegExp(cable) }).uncheck();
  await expect(sum).toContainText('1 of 2 charges');
  const dated = await dialog.locator('[name="date"]').inputValue();
  await dialog.locator('[name="due_date"]').fill('2020-01-01');
  await dialog.getByRole('button', { name: 'Make the invoice' }).click();
  await expect(dialog.getByText('The due date must not be before the date of the invoice.')).toBeVisible();
  await dialog.locator('[name="due_date"]').fill(dated);
  await dialog.getByRole('button', { name: 'Make the invoice' }).click();
  await expect(page.getByRole('heading', { name: /^Invoice \d+$/, level: 1 })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Sum' })).toContainText('$40.00');

  await page.getByRole('button', { name: `Edit the description of ${visit}` }).click();
  await dialog.locator('[name="description"]').fill('Visit of the 3rd');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('table', { name: 'Charges' })).toContainText('Visit of the 3rd');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('No invoices yet')).toBeVisible();
});

test('the reference of a check is mended', async ({ page }) => {
  const account = await makeAccount(page, unique('Reference Story'));
  await make(page, `/accounts/${account}/transactions/payments`, { amount: '15.00', payment_method: 'check', reference: '1007' });
  await page.goto(`/accounts/${account}/transactions`);
  await page.getByRole('button', { name: 'Edit the reference of Check payment' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('[name="response_message"]').fill('No. 1070');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Check payment' })).toContainText('No. 1070');
});

test('the invoice of a sub account is linked to the master’s', async ({ page }) => {
  const { account, invoice } = await owing(page, 'Master Story');
  const sub = await owing(page, 'Sub Story', '7.00');
  const linked = await page.request.patch(`/api/v1/accounts/${account}`, { headers: { 'X-Requested-With': 'fairlead' }, data: { sub_accounts: [sub.account], prorate: false } });
  expect(linked.status(), await linked.text()).toBeLessThan(300);
  await page.goto(`/accounts/${account}/invoices/${invoice}`);
  await expect(page.getByText('None is part of this invoice')).toBeVisible();
  await page.getByRole('button', { name: 'Link an invoice' }).click();
  await page.getByRole('dialog').getByRole('button', { name: `Link invoice ${sub.invoice}` }).click();
  await expect(page.getByRole('table', { name: 'Invoices of sub accounts' })).toContainText(`No. ${sub.invoice}`);
  await expect(page.getByRole('group', { name: 'Sum' })).toContainText('$47.00');
});
