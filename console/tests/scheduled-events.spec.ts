import { expect, make, makeAccount, service, test, unique } from './support';

test('a price is scheduled in words and on the operator’s clock, changed and deleted', async ({ page }) => {
  const account = await makeAccount(page, unique('Schedule Story'));
  const name = unique('Plan');
  const plan = await service(page, name);
  await make(page, `/accounts/${account}/services`, { service_id: plan.id, prorate: false });
  await page.goto(`/accounts/${account}/scheduled`);
  await expect(page.getByText('No scheduled events yet')).toBeVisible();
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'What' }).click();
  await page.getByRole('option', { name: 'Give a service a price of its own' }).click();
  await dialog.getByRole('combobox', { name: 'Service' }).click();
  await page.getByRole('option', { name }).click();
  await dialog.locator('[name="scheduled_datetime"]').fill('2020-01-01T06:00');
  await dialog.getByRole('button', { name: 'Create scheduled event' }).click();
  await expect(dialog.getByText('The scheduled datetime cannot be in the past.')).toBeVisible();
  await expect(dialog.locator('[name="secondary_value"]')).toHaveAttribute('aria-invalid', 'true');
  await dialog.locator('[name="secondary_value"]').fill('25');
  await dialog.locator('[name="scheduled_datetime"]').fill('2030-07-01T06:00');
  await dialog.getByRole('button', { name: 'Create scheduled event' }).click();
  const row = page.getByRole('row').filter({ hasText: `Price of ${name} becomes $25.00` });
  await expect(row).toContainText('Waiting');
  const { timezone } = (await (await page.request.get('/api/v1/system/application')).json()).data;
  const hour = new Intl.DateTimeFormat('en-US', { timeZone: timezone, hour: 'numeric', hourCycle: 'h23' });
  const [stored] = (await (await page.request.get(`/api/v1/accounts/${account}/scheduled_events`)).json()).data;
  expect(Number(hour.format(new Date(`${stored.scheduled_datetime.replace(' ', 'T')}Z`)))).toBe(6);

  await row.click();
  await expect(dialog.locator('[name="scheduled_datetime"]')).toHaveValue('2030-07-01T06:00');
  await dialog.locator('[name="secondary_value"]').fill('27.5');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(`Price of ${name} becomes $27.50`)).toBeVisible();
  await page.getByRole('button', { name: /^Delete/ }).click();
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('No scheduled events yet')).toBeVisible();
});

test('the bell says that nothing is new, and what it rings for is chosen', async ({ page }) => {
  await page.getByRole('button', { name: /^Notifications/ }).click();
  await expect(page.getByRole('dialog', { name: 'Notifications' })).toBeVisible();
  await page.getByRole('link', { name: 'Choose what' }).click();
  const mail = page.getByRole('switch', { name: 'Transaction batches by mail' });
  const before = await mail.isChecked();
  await mail.press('Space');
  await expect(mail).toBeChecked({ checked: !before });
  await page.reload();
  await expect(mail).toBeChecked({ checked: !before });
});
