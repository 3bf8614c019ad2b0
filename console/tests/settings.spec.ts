import { expect, test, unique } from './support';

test('a group is created, renamed and deleted', async ({ page }) => {
  const name = unique('Lakeshore HOA');
  await page.getByRole('link', { name: 'Account groups' }).click();
  await expect(page.getByRole('table', { name: 'Account groups' }).or(page.getByText('No account groups yet'))).toBeVisible();
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create account group' }).click();
  await expect(dialog.getByText('The name field is required.')).toBeVisible();
  await dialog.locator('[name="name"]').fill(name);
  await dialog.getByRole('button', { name: 'Create account group' }).click();
  await page.getByLabel('Search account groups').fill(name);
  await page.getByRole('button', { name: `Edit ${name}` }).click();
  await dialog.locator('[name="name"]').fill(`${name} 2`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: `Delete ${name} 2` }).click();
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('Nothing matches')).toBeVisible();
});

test('the built-in statuses cannot be deleted', async ({ page }) => {
  await page.goto('/settings/account-statuses');
  await expect(page.getByRole('button', { name: 'Edit Active', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete Active', exact: true })).toHaveCount(0);
});

test('a wrong network is refused on its field', async ({ page }) => {
  await page.goto('/settings/security');
  await page.getByRole('combobox', { name: 'Allowed networks' }).fill('everything');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/network/i).filter({ hasText: /must|valid/i })).toBeVisible();
});

test('dark mode is kept', async ({ page }) => {
  await page.getByRole('button', { name: 'Colour scheme' }).click();
  await page.getByRole('menuitem', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const brightness = background.match(/\d+/g)!.slice(0, 3).map(Number).reduce((sum, part) => sum + part, 0) / 3;
  expect(brightness).toBeLessThan(60);
});
