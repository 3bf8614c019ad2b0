import { expect, makeAccount, test, unique } from './support';

for (const [way, keys] of [['Ctrl-K', ['Control+k']], ['double Shift', ['Shift', 'Shift']]] as const) {
  test(`${way} finds an account`, async ({ page }) => {
    const name = unique('Quarry Hill Dairy');
    const id = await makeAccount(page, name);
    for (const key of keys) await page.keyboard.press(key);
    const search = page.getByRole('combobox', { name: 'Search' });
    await expect(search).toBeFocused();
    await search.fill(name);
    await expect(page.getByRole('option', { name }).first()).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/accounts/${id}$`));
    await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  });
}

test('the palette leads to screens', async ({ page }) => {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search' }).fill('audit');
  await page.getByRole('option', { name: /Audit log/ }).click();
  await expect(page.getByRole('heading', { name: 'Audit log', level: 1 })).toBeVisible();
});

test('a question mark shows the keys', async ({ page }) => {
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Next row');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});
