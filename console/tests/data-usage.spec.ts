import { expect, make, makeAccount, service, test, unique } from './support';

const GIGABYTE = 1_000_000_000;

test('what an account uses is drawn, counted against its cap, bought more of and corrected', async ({ page }) => {
  const account = await makeAccount(page, unique('Usage Story'));
  const overage = await service(page, unique('More data'), { type: 'overage', amount: '10.00', unit_quantity_in_gigabytes: 50 });
  const policy = await make(page, '/system/usage_based_billing_policies', {
    description: unique('Capped'), cap_in_gigabytes: 100, rollover_enabled: false, rollover_expiration_enabled: false,
    assess_charges_at_end_of_billing_period: true, allow_user_to_purchase_capacity: true, service_id: overage.id,
  });
  await page.goto(`/accounts/${account}/data-usage`);
  await expect(page.getByText('No cap: the account has no internet service')).toBeVisible();
  await expect(page.getByText('Nothing was counted in this time')).toBeVisible();

  const plan = await service(page, unique('Internet'), { data_service: true, download_in_kilobits: 50_000, upload_in_kilobits: 10_000, usage_based_billing_policy_id: policy.id });
  await make(page, `/accounts/${account}/services`, { service_id: plan.id, prorate: false });
  const now = Math.floor(Date.now() / 1000);
  const sample = (seconds_ago: number, gigabytes: number) => ({ data_source_identifier: '192.0.2.17', data_source_parent: 'router-03.example.com', data_type: 'All', timestamp: now - seconds_ago, in: gigabytes * GIGABYTE, out: 0 });
  const sent = await page.request.post(`/api/v1/accounts/${account}/granular_data_usage`, { headers: { 'X-Requested-With': 'fairlead' }, data: { data: [sample(3600, 0), sample(1800, 60), sample(600, 120)] } });
  expect(sent.status()).toBe(200);
  await page.reload();
  await expect(page.getByRole('img', { name: 'Traffic: 120 GB in, 0 B out' })).toBeVisible();
  await expect(page.getByText('120 GB of 100 GB')).toBeVisible();
  await expect(page.getByText('20 GB beyond. As it stands, the end of the period charges $10.00 before taxes.')).toBeVisible();
  await page.getByRole('button', { name: 'Earlier' }).click();
  await expect(page.getByText('Nothing was counted in this time')).toBeVisible();
  await page.getByText('Day', { exact: true }).click();
  await expect(page.getByRole('img', { name: /^Traffic: 120 GB in/ })).toBeVisible();

  await page.getByRole('button', { name: 'Buy more' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('[name="quantity"]').fill('2');
  await expect(dialog.getByRole('region', { name: 'Charged now' })).toContainText('100 GB for this billing period');
  await expect(dialog.getByRole('region', { name: 'Charged now' })).toContainText('$20.00');
  await dialog.getByRole('button', { name: 'Buy', exact: true }).click();
  await expect(page.getByText('120 GB of 200 GB')).toBeVisible();
  await expect(page.getByText('80 GB left.')).toBeVisible();

  await page.getByRole('button', { name: 'Correct' }).click();
  await dialog.locator('[name="billable_in_bytes"]').fill('30.5');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('30.5 GB of 200 GB')).toBeVisible();
  await page.getByRole('navigation', { name: 'Services' }).getByRole('link', { name: 'Services and packages' }).click();
  await expect(page).toHaveURL(new RegExp(`/accounts/${account}/services$`));
});

test('a failed reading of usage can be tried again', async ({ page }) => {
  const account = await makeAccount(page, unique('Broken Story'));
  const path = '**/usage_based_billing_policy_details';
  await page.route(path, (route) => route.abort());
  await page.goto(`/accounts/${account}/data-usage`);
  const refusal = page.getByRole('alert').filter({ hasText: 'No connection' });
  await expect(refusal).toBeVisible();
  await page.unroute(path);
  await refusal.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('No cap: the account has no internet service')).toBeVisible();
});
