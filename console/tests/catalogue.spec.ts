import { expect, make, test, unique } from './support';

const plan = (name: string, more: object = {}) => ({ name, active: true, type: 'recurring', application: 'debit', amount: '20.00', billing_frequency_in_months: 1, ...more });

test('an internet plan is created with the fields that its type has, and its price changes', async ({ page }) => {
  const name = unique('Harbor 50/10');
  await page.getByRole('link', { name: 'Services', exact: true }).click();
  await expect(page.getByRole('table', { name: 'Services' })).toHaveAttribute('aria-busy', 'false');
  await page.keyboard.press('c');
  await expect(page.getByRole('heading', { name: 'New service', level: 1 })).toBeVisible();

  await page.getByRole('radio', { name: /^One time/ }).click();
  await expect(page.getByRole('switch', { name: 'It is an internet connection' })).toHaveCount(0);
  await expect(page.locator('[name="billing_frequency_in_months"]')).toHaveCount(0);
  await page.getByRole('radio', { name: /^Recurring/ }).click();
  await page.getByRole('switch', { name: 'It is an internet connection' }).click();
  await page.getByRole('button', { name: 'Create service' }).click();
  const refused = (field: string) => expect(page.locator(`[name="${field}"]`)).toHaveAttribute('aria-invalid', 'true');
  for (const field of ['name', 'amount']) await refused(field);

  await page.locator('[name="name"]').fill(name);
  await page.locator('[name="amount"]').pressSequentially('1234.5');
  await page.getByRole('button', { name: 'Create service' }).click();
  for (const field of ['download_in_kilobits', 'upload_in_kilobits']) await refused(field);
  await page.locator('[name="download_in_kilobits"]').fill('50');
  await page.locator('[name="upload_in_kilobits"]').fill('10');
  await expect(page.getByText('Charges $1,234.50 every month until it is removed.')).toBeVisible();
  await expect(page.getByText('50 Mbit/s down, 10 Mbit/s up.')).toBeVisible();
  await page.getByRole('button', { name: 'Create service' }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();

  await expect(page.locator('[name="amount"]')).toHaveValue('1,234.50');
  await page.locator('[name="amount"]').fill('54.9');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await expect(page.locator('[name="amount"]')).toHaveValue('54.90');
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByText('54.9').first()).toBeVisible();

  await page.goto(`/services?q=${encodeURIComponent(name)}`);
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('$54.90 a month');
  await expect(row).toContainText('50 / 10 Mbit/s');
});

test('services are found by type, and by whether they are sold', async ({ page }) => {
  const name = unique('Old plan');
  await make(page, '/system/services', plan(name, { active: false }));
  await page.goto(`/services?q=${encodeURIComponent(name)}`);
  await expect(page.getByRole('row').filter({ hasText: name })).toBeVisible();
  await page.getByRole('combobox', { name: 'Sold or not' }).click();
  await page.getByRole('option', { name: 'Sold', exact: true }).click();
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await page.getByRole('combobox', { name: 'Sold or not' }).click();
  await page.getByRole('option', { name: 'Not sold any more' }).click();
  await page.getByRole('combobox', { name: 'Any type' }).click();
  await page.getByRole('option', { name: 'Recurring' }).click();
  await expect(page.getByRole('row').filter({ hasText: name })).toBeVisible();
});

test('a package keeps its services in order and says what they come to', async ({ page }) => {
  const [first, second] = [unique('Plan A'), unique('Rental B')];
  await make(page, '/system/services', plan(first));
  await make(page, '/system/services', plan(second, { amount: '5.00' }));
  const name = unique('Bundle');
  await page.goto('/packages');
  await page.getByRole('button', { name: 'New package' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('[name="name"]').fill(name);
  for (const service of [first, second]) {
    await dialog.getByRole('combobox', { name: 'Add a service' }).fill(service);
    await page.getByRole('option', { name: service }).click();
  }
  await expect(dialog.getByText('$25.00 a month')).toBeVisible();
  await dialog.getByRole('button', { name: `Move up ${second}` }).click();
  await expect(dialog.getByRole('listitem').first()).toContainText(second);
  await dialog.getByRole('button', { name: 'Create package' }).click();
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText(`${second}, ${first}`);
  await expect(row).toContainText('$25.00 a month');
});

test('a tax by place has a rate for a county', async ({ page }) => {
  const name = unique('County tax');
  await page.goto('/taxes');
  await page.getByRole('button', { name: 'New tax' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('[name="name"]').fill(name);
  await dialog.getByRole('combobox', { name: 'Applies' }).click();
  await page.getByRole('option', { name: 'By place' }).click();
  await expect(dialog.locator('[name="rate"]')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Create tax' }).click();
  await page.getByRole('link', { name }).click();
  await expect(page.getByText('No places yet')).toBeVisible();

  await page.getByRole('button', { name: 'New place' }).click();
  await dialog.locator('[name="name"]').fill('Dane County tax');
  await dialog.locator('[name="rate"]').fill('0.5');
  await dialog.getByRole('button', { name: 'Create place' }).click();
  await expect(dialog.locator('[name="subdivision"]')).toHaveAttribute('aria-invalid', 'true');
  await dialog.locator('[name="subdivision"]').fill('Wiscon');
  await page.getByRole('option', { name: 'Wisconsin' }).click();
  await dialog.locator('[name="county"]').fill('Dane');
  await page.getByRole('option', { name: 'Dane Co.' }).click();
  await dialog.getByRole('button', { name: 'Create place' }).click();
  const row = page.getByRole('row').filter({ hasText: 'Dane County tax' });
  await expect(row).toContainText('Wisconsin, Dane Co.');
  await expect(row).toContainText('0.5 %');
});

test('a ledger code is unique', async ({ page }) => {
  const code = unique('0').replace(' ', '');
  await make(page, '/financial/general_ledger_codes', { code, description: 'Internet access' });
  await page.goto(`/ledger-codes?q=${code}`);
  await expect(page.getByRole('row').filter({ hasText: code })).toContainText('Internet access');
  await page.getByRole('button', { name: 'New general ledger code' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('[name="code"]').fill(code);
  await dialog.locator('[name="description"]').fill('The same again');
  await dialog.getByRole('button', { name: 'Create general ledger code' }).click();
  await expect(dialog.getByText('The code has already been taken.')).toBeVisible();
});

test('free nights are drawn into the week of a usage policy', async ({ page }) => {
  const name = unique('300 GB');
  const policy = await make(page, '/system/usage_based_billing_policies', {
    description: name, cap_in_gigabytes: 300, rollover_enabled: false, rollover_expiration_enabled: false,
    assess_charges_at_end_of_billing_period: false, allow_user_to_purchase_capacity: false,
  });
  await page.goto('/usage-policies');
  await page.getByRole('link', { name }).click();
  await expect(page).toHaveURL(new RegExp(`/usage-policies/${policy.id}$`));
  await expect(page.getByText('No time is free: all data counts.')).toBeVisible();
  await expect(page.getByText('What is not used is lost.')).toBeVisible();

  const add = async (days: string, from: string, to: string) => {
    await page.getByRole('button', { name: 'Add a free time' }).click();
    await page.getByRole('dialog').getByRole('button', { name: days }).click();
    await page.getByLabel('From').fill(from);
    await page.getByLabel('To', { exact: true }).fill(to);
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  };
  await add('Weekend', '22:00', '06:00');
  await expect(page.getByText('16 of 168 hours are free.')).toBeVisible();
  await expect(page.getByRole('group', { name: 'Free times of the week' }).getByRole('button', { name: /^Monday/ })).toBeVisible();
  await add('Every day', '05:00', '07:00');
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('Free times may not overlap.');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: /^Monday/ }).click();
  await page.getByLabel('To', { exact: true }).fill('07:30');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('17.5 of 168 hours are free.')).toBeVisible();
  await page.getByRole('button', { name: /^Monday/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('10 of 168 hours are free.')).toBeVisible();
});

test('an invoice message is for account types', async ({ page }) => {
  const name = unique('Holidays');
  await page.goto('/invoice-messages');
  await page.getByRole('button', { name: 'New invoice message' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('[name="name"]').fill(name);
  await dialog.locator('[name="message"]').fill('The office is closed on Friday.');
  await dialog.getByRole('button', { name: 'Create invoice message' }).click();
  await expect(dialog.getByText('You must input at least one account type ID.')).toBeVisible();
  await dialog.getByRole('combobox', { name: 'Account types' }).click();
  await page.getByRole('option', { name: 'Residential' }).click();
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Create invoice message' }).click();
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('Residential');
});
