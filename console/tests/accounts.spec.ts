import { expect, makeAccount, test, unique } from './support';

test('an account is created in one form', async ({ page }) => {
  const name = unique('Harbour Bakery');
  await page.getByRole('link', { name: 'Accounts', exact: true }).click();
  await page.getByRole('button', { name: 'New account' }).click();
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByText('The name field is required.').first()).toBeVisible();

  await page.locator('[name="name"]').fill(name);
  await page.locator('[name="contact_name"]').fill('Ada Example');
  await page.locator('[name="email_address"]').fill('ada@example.com');
  await page.getByLabel('mobile number').fill('+1 555 0117');
  await page.locator('[name="line1"]').fill('12 Harbor View Street');
  await page.locator('[name="city"]').fill('Green Bay');
  await page.locator('[name="zip"]').fill('54301');
  await page.getByRole('combobox', { name: 'State or province' }).fill('Wisc');
  await page.getByRole('option', { name: 'Wisconsin' }).click();
  await page.locator('[name="county"]').fill('Brown Co.');
  await page.locator('[name="latitude"]').fill('44.5133');
  await page.locator('[name="longitude"]').fill('-88.0133');
  await page.getByRole('button', { name: 'Validate address' }).click();
  await expect(page.getByRole('status')).not.toBeEmpty();
  await page.getByRole('button', { name: 'Create account' }).click();

  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expect(page.getByText('ada@example.com')).toBeVisible();
  await expect(page.getByText(/12 Harbor View/)).toBeVisible();
});

test('the list searches, sorts, filters, and keeps its place in the address', async ({ page }) => {
  const name = unique('Zephyr Marina');
  await makeAccount(page, name);
  await page.goto('/accounts');
  await page.getByLabel('Search accounts').fill(name);
  await expect(page.getByRole('row').filter({ hasText: name })).toBeVisible();
  await expect(page.getByText('1 to 1 of 1')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('row').filter({ hasText: name })).toBeVisible();
  await page.getByRole('button', { name: 'Name', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
  await page.getByLabel('Search accounts').fill(`${name} that is not there`);
  await expect(page.getByText('Nothing matches')).toBeVisible();
});

test('keys move through the list and open a row', async ({ page }) => {
  await makeAccount(page, unique('Keyboard Account'));
  await page.goto('/accounts');
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await expect(page.getByRole('table')).toHaveAttribute('aria-busy', 'false');
  await page.keyboard.press('j');
  await expect(page.getByRole('row').nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/accounts\/\d+/);
  await expect(page.getByRole('button', { name: 'Edit', exact: true })).toBeVisible();
  await page.keyboard.press('e');
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('CSV holds the rows that match', async ({ page }) => {
  const name = unique('Export, "Quoted"');
  await makeAccount(page, name);
  await page.goto(`/accounts?q=${encodeURIComponent(name)}`);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()]);
  const stream = await download.createReadStream();
  let text = '';
  for await (const part of stream) text += part;
  expect(text.trim().split('\n')).toHaveLength(2);
});
