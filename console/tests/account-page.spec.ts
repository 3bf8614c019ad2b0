import { expect, makeAccount, test, unique } from './support';

test('a contact is edited, and the history says so', async ({ page }) => {
  const id = await makeAccount(page, unique('Contact Test'));
  await page.goto(`/accounts/${id}/contacts`);
  await page.getByRole('button', { name: 'Edit Ada Example' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('[name="email_address"]').fill('not an address');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.locator('[name="email_address"]')).toHaveAttribute('aria-invalid', 'true');
  await dialog.locator('[name="email_address"]').fill('ada.new@example.com');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('link', { name: 'ada.new@example.com' })).toBeVisible();
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByText('ada.new@example.com').first()).toBeVisible();
});

test('an alert note stands on top, and its HTML cannot act', async ({ page }) => {
  const id = await makeAccount(page, unique('Note Test'));
  await page.goto(`/accounts/${id}/notes`);
  await page.getByRole('button', { name: 'New note' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('[name="message"]').fill('<b>Gate is locked</b><img src=x onerror="document.title=\'hacked\'">');
  await dialog.getByRole('combobox', { name: 'Priority' }).click();
  await page.getByRole('option', { name: /Alert/ }).click();
  await dialog.getByRole('button', { name: 'Create note' }).click();
  await expect(page.getByLabel('Sticky and alert notes').getByText('Gate is locked')).toBeVisible();
  await page.getByRole('tab', { name: 'Overview' }).click();
  await expect(page.getByLabel('Sticky and alert notes').getByText('Gate is locked')).toBeVisible();
  expect(await page.title()).not.toContain('hacked');
});

test('a file is uploaded, listed and previewed', async ({ page }) => {
  const id = await makeAccount(page, unique('File Test'));
  await page.goto(`/accounts/${id}/files`);
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNkYPhfz0AEYBxVSF+FAP5FDvcfRYWgAAAAAElFTkSuQmCC', 'base64');
  await page.locator('input[type="file"]').setInputFiles({ name: 'roof.png', mimeType: 'image/png', buffer: png });
  await expect(page.getByRole('row').filter({ hasText: 'roof' })).toBeVisible();
  await page.getByRole('button', { name: /^Preview roof/ }).click();
  await expect(page.getByRole('dialog').getByRole('img', { name: /^roof/ })).toBeVisible();
});

test('a task is added and ticked off', async ({ page }) => {
  const id = await makeAccount(page, unique('Task Test'));
  await page.goto(`/accounts/${id}/tasks`);
  await page.getByRole('button', { name: 'New task' }).first().click();
  await page.getByRole('dialog').locator('[name="description"]').fill('Check the light level');
  await page.getByRole('dialog').getByRole('button', { name: 'Create task' }).click();
  await page.getByRole('checkbox', { name: 'Done: Check the light level' }).click();
  await expect(page.getByRole('checkbox', { name: 'Done: Check the light level' })).toBeChecked();
});

test('the status changes from the head of the page', async ({ page }) => {
  const id = await makeAccount(page, unique('Status Test'));
  await page.goto(`/accounts/${id}`);
  await page.getByRole('button', { name: 'Change the status' }).click();
  await page.getByRole('menuitem', { name: 'Inactive' }).click();
  await expect(page.getByRole('button', { name: 'Change the status' })).toContainText('Inactive');
});

test('an account that does not exist says so', async ({ page }) => {
  await page.goto('/accounts/999999999');
  await expect(page.getByText('This does not exist')).toBeVisible();
});
