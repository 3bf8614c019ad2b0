import { expect, make, makeAccount, owing, service, test, unique } from './support';
import type { Page } from '@playwright/test';

const headers = { 'X-Requested-With': 'fairlead' };
const patch = async (page: Page, path: string, data: object) => {
  const answer = await page.request.patch(`/api/v1${path}`, { headers, data });
  expect(answer.status(), await answer.text()).toBe(200);
};

const ORIGINATOR = {
  enabled: true, immediate_destination: '091000019', immediate_destination_name: 'Example Bank', immediate_origin: '1123456789', immediate_origin_name: 'Example Internet',
  company_name: 'Example Internet', company_identification: '1123456789', originating_routing_number: '091000019', entry_description: 'INTERNET',
};

test('invoices on paper are collected, opened, printed and let go', async ({ page }) => {
  const account = await makeAccount(page, unique('Paper Story'));
  await patch(page, `/accounts/${account}/billing_parameters`, { print_invoice: true });
  const once = await service(page, unique('Visit'), { type: 'one time', amount: '40.00' });
  await make(page, `/accounts/${account}/services`, { service_id: once.id });
  const debits = await (await page.request.get(`/api/v1/accounts/${account}/transactions/debits`)).json();
  await make(page, `/accounts/${account}/invoices`, { debits: [debits.data[0].id] });

  await page.goto('/print-batches');
  await page.getByRole('button', { name: 'New print batch' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('[name="date_to"]').fill('2001-01-01');
  await dialog.getByRole('button', { name: 'Make the files' }).click();
  await expect(dialog.getByText('The last date must not be before the first one.')).toBeVisible();
  await dialog.locator('[name="date_to"]').fill('');
  await dialog.getByRole('button', { name: 'Make the files' }).click();
  await expect(dialog.getByText(/^Part 1 of \d+$/)).toBeVisible({ timeout: 25_000 });
  await dialog.getByRole('button', { name: 'Open part 1 to print' }).click();
  await expect(page.getByTitle('Part 1')).toBeVisible();
  await page.getByRole('dialog', { name: /part 1 of/ }).getByRole('button', { name: 'Close' }).click();
  const download = page.waitForEvent('download');
  await dialog.getByRole('link', { name: 'Download part 1' }).click();
  expect((await download).suggestedFilename()).toMatch(/^print-batch-\d+-1\.pdf$/);
  await dialog.getByRole('button', { name: 'Mark as printed' }).click();
  await expect(dialog.getByText(/^Printed /)).toBeVisible();
  await expect(page.getByRole('table', { name: 'Print batches' }).getByRole('row').nth(1)).toContainText('Printed');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  const question = page.getByRole('dialog', { name: 'Delete this print batch?' });
  await expect(question).toContainText('Its invoices stay printed.');
  await question.getByRole('button', { name: 'Delete' }).click();
  await expect(question).toBeHidden();
});

test('a bank account is debited with a file, and the bank sends it back', async ({ page }) => {
  await page.goto('/settings/ach');
  const toggle = page.getByRole('switch', { name: /Collect from bank accounts/ });
  if (!(await toggle.isChecked())) await toggle.click();
  await page.locator('[name="immediate_destination"]').fill('12');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('[name="immediate_destination"]')).toHaveAttribute('aria-invalid', 'true');
  await patch(page, '/system/ach', ORIGINATOR);
  try {
    const { account } = await owing(page, 'Bank Story');
    const method = await make(page, `/accounts/${account}/payment_methods`, { type: 'bank account', account_number: '000123456789', routing_number: '021000021', account_type: 'checking', name_on_account: unique('Ada'), auto: true });
    const payment = await make(page, `/accounts/${account}/transactions/payments`, { payment_method_id: method.id, amount: '40.00' });
    await page.goto('/ach-batches');
    await expect(page.getByRole('table', { name: 'Entries without a batch' })).toContainText(`Payment ${payment.id}`);
    await page.locator('[name="effective_date"]').fill('2001-01-02');
    await page.getByRole('button', { name: /into a batch$/ }).click();
    await expect(page.getByText('The effective_date must be after today.')).toBeVisible();
    await page.locator('[name="effective_date"]').fill('');
    await page.getByRole('button', { name: /into a batch$/ }).click();
    const dialog = page.getByRole('dialog').first();
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Make the NACHA file' }).click();
    expect((await download).suggestedFilename()).toMatch(/^ach-\d+\.txt$/);
    await dialog.getByRole('button', { name: `Book a return of payment ${payment.id}` }).click();
    const booking = page.getByRole('dialog', { name: 'Book a return' });
    await booking.getByRole('button', { name: 'Book the return' }).click();
    await expect(booking.getByText('The return code is required.')).toBeVisible();
    await booking.locator('[name="return_code"]').fill('r02');
    await page.getByRole('option', { name: 'R02 Account closed' }).click();
    await expect(booking.getByText('is not debited automatically any more')).toBeVisible();
    await booking.getByRole('button', { name: 'Book the return' }).click();
    await expect(dialog.getByRole('table', { name: 'Entries of the batch' })).toContainText('R02 Account closed');
    await expect(dialog.getByRole('button', { name: 'Void' })).toHaveCount(0);
    await expect(page.getByText('Nothing waits')).toBeVisible();
  } finally {
    await patch(page, '/system/ach', { enabled: false });
  }
});

test('a batch whose file the bank did not take is void, and its payments wait again', async ({ page }) => {
  await patch(page, '/system/ach', ORIGINATOR);
  try {
    const { account } = await owing(page, 'Void Story');
    const method = await make(page, `/accounts/${account}/payment_methods`, { type: 'bank account', account_number: '000123456789', routing_number: '021000021', account_type: 'checking', name_on_account: 'Ada Example', auto: false });
    const payment = await make(page, `/accounts/${account}/transactions/payments`, { payment_method_id: method.id, amount: '12.00' });
    const batch = await make(page, '/financial/ach_batches');
    await page.goto('/ach-batches');
    const row = page.getByRole('table', { name: 'ACH batches' }).getByRole('row').filter({ hasText: `No. ${batch.id}` });
    await row.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Void' }).click();
    await page.getByRole('dialog', { name: 'Void this batch?' }).getByRole('button', { name: 'Void the batch' }).click();
    await expect(row).toContainText('Void');
    await expect(page.getByRole('table', { name: 'Entries without a batch' })).toContainText(`Payment ${payment.id}`);
    await page.request.post(`/api/v1/accounts/${account}/transactions/payments/${payment.id}/void`, { headers });
  } finally {
    await patch(page, '/system/ach', { enabled: false });
  }
});

test('the journal posts to the codes that were chosen', async ({ page }) => {
  await owing(page, 'Codes Story');
  const name = unique('1100').replace(' ', '-');
  const code = await make(page, '/financial/general_ledger_codes', { code: name, description: 'Customers' });
  const table = page.getByRole('table', { name: 'By code' });
  await page.goto('/journal');
  await expect(table).toContainText('Total');
  await page.getByRole('button', { name: 'Choose codes' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Receivable' }).click();
  await page.getByRole('option', { name: `${name} Customers` }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(table).toContainText(name);
  await patch(page, '/system/ledger_codes', { receivable: null });
  await page.request.delete(`/api/v1/financial/general_ledger_codes/${code.id}`, { headers });
});
