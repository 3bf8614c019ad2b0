import type { Locator, Page } from '@playwright/test';
import { accountRow, bomb, csv, file, HEADER, jpeg, longLine, onDisk, xlsx } from './import-files';
import { begin, create, field, grid, imported, leaveOut, next, patient, step, stored, toReview } from './import-steps';
import { expect, make, PASSWORD, test, unique } from './support';

test.setTimeout(90_000);

test('a clean file becomes accounts, and is taken back', async ({ page }) => {
  const name = unique('Clean');
  await begin(page, file('customers.csv', csv([HEADER, accountRow(`${name} Ada`), accountRow(`${name} Grace`)])));
  await expect(step(page, 'Header')).toBeVisible(patient);
  await expect(page.getByText('Row 1 looks like the header.')).toBeVisible();
  await next(page);
  await expect(field(page, 'A')).toHaveValue('Account name *');
  await expect(page.getByText('Every required field has its column.')).toBeVisible();
  await next(page);
  await expect(grid(page).getByText(`${name} Grace`).first()).toBeVisible(patient);
  await create(page, 2);
  expect(await stored(page, name)).toBe(2);

  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove 2 accounts' }).click();
  await expect(page.getByText('This import was taken back')).toBeVisible();
  expect(await stored(page, name)).toBe(0);
});

test('a workbook with three titles above its header is understood', async ({ page }) => {
  const name = unique('Workbook');
  await begin(page, file('customers.xlsx', xlsx([['Lakeshore Broadband'], ['All customers'], ['2026-03-15'], HEADER, accountRow(`${name} Ada`), accountRow(`${name} Grace`)])));
  await expect(page.getByText(/Row \d of the sheet Customers looks like the header/)).toBeVisible(patient);
  await expect(grid(page, 'Rows of the file').getByRole('row', { name: /^Header Customer Account type/ })).toBeVisible();
  await expect(grid(page, 'Rows of the file').getByText('All customers')).toBeVisible();
  await toReview(page);
  await create(page, 2);
  expect(await stored(page, name)).toBe(2);
});

test('formulas are not computed: what the spreadsheet computed is taken', async ({ page }) => {
  const name = unique('Formula');
  const row = accountRow(name);
  await begin(page, file('formulas.xlsx', xlsx([HEADER, [...row.slice(0, 6), { formula: 'HYPERLINK("http://example.com/"&53000+81)', value: 53081 }, ...row.slice(7)]])));
  await toReview(page);
  await expect(grid(page).getByText('53081', { exact: true })).toBeVisible();
  await expect(grid(page).getByText('HYPERLINK')).toHaveCount(0);
  await create(page, 1);
});

test('columns without a header are matched by their letters', async ({ page }) => {
  const name = unique('Letters');
  await begin(page, file('bare.csv', csv([accountRow(`${name} Ada`), accountRow(`${name} Grace`)])));
  await expect(step(page, 'Header')).toBeVisible(patient);
  await page.getByRole('radio', { name: 'No row: use letters A, B, C' }).check();
  await next(page);
  await expect(step(page, 'Columns')).toBeVisible(patient);
  const labels: [string, string][] = [['A', 'Account name *'], ['B', 'Account type *'], ['C', 'Account status *'], ['D', 'Address line 1 *'], ['E', 'City *'], ['F', 'State'], ['G', 'ZIP'], ['H', 'Country *'], ['I', 'Contact name *'], ['J', 'Email address']];
  // What was guessed from the contents is cleared first, so that no field is taken.
  for (const [letter] of labels) {
    if (await leaveOut(page, letter).isVisible()) await leaveOut(page, letter).click();
  }
  await expect(page.getByText('Still without a column:')).toBeVisible();
  for (const [letter, label] of labels) {
    await field(page, letter).fill(label.replace(' *', ''));
    await page.getByRole('option', { name: label, exact: true }).click();
  }
  await field(page, 'J').click();
  await expect(page.getByRole('option', { name: 'Account name *, column A' })).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Escape');
  await next(page);
  await expect(grid(page)).toBeVisible(patient);
  await create(page, 2);
  expect(await stored(page, name)).toBe(2);
});

test('semicolons and an old encoding are found', async ({ page }) => {
  const name = unique('Café Müller');
  const text = csv([HEADER, accountRow(name), accountRow(`${name} Straße`)], ';');
  await begin(page, file('latin.csv', Buffer.from(text, 'latin1')));
  await expect(step(page, 'Header')).toBeVisible(patient);
  await expect(page.getByRole('button', { name: 'How the file is read' })).toHaveText(/CSV, (windows-1252|ISO-8859-1), semicolon/i);
  await expect(grid(page, 'Rows of the file').getByText(`${name} Straße`).first()).toBeVisible();
  await toReview(page);
  await create(page, 2);
  expect(await stored(page, name)).toBe(2);
});

/** Types a text into the first cell that is wrong, as a person with a keyboard does. */
async function correctFirst(page: Page, rows: Locator, text: string) {
  const cell = rows.locator('[aria-invalid="true"]').first();
  const place = await cell.getAttribute('id');
  await cell.click();
  const judged = page.waitForResponse((answer) => answer.request().method() === 'PATCH');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  expect((await judged).ok()).toBe(true);
  await expect(rows.locator(`[id="${place}"]`)).not.toHaveAttribute('aria-invalid', 'true');
}

test('37 bad rows are corrected: 30 by replacing, 7 in the grid', async ({ page }) => {
  const name = unique('Repair');
  const rows = Array.from({ length: 60 }, (_, index) => {
    const change = index < 30 ? { type: 'Residental' } : index < 37 ? { email: 'nobody' } : {};
    return accountRow(`${name} ${index + 1}`, change);
  });
  await begin(page, file('bad.csv', csv([HEADER, ...rows])));
  await toReview(page);
  await expect(page.getByText('37 rows have errors')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create', exact: true })).toBeDisabled();
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '38');

  await page.getByRole('button', { name: 'Replace', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Column' }).click();
  await page.getByRole('option', { name: /Account type/ }).click();
  await dialog.locator('[name="search"]').fill('Residental');
  await dialog.locator('[name="replacement"]').fill('Residential');
  await dialog.getByRole('button', { name: 'Replace all' }).click();
  await expect(page.getByText('30 cells were replaced')).toBeVisible();
  await expect(page.getByText('7 rows have errors')).toBeVisible(patient);

  await expect(grid(page)).toHaveAttribute('aria-rowcount', '8');
  await grid(page).locator('[aria-invalid="true"]').first().click();
  await page.keyboard.type('x@example.com');
  await page.keyboard.press('Escape');
  await expect(grid(page).locator('[aria-invalid="true"]')).toHaveCount(7);
  for (let left = 7; left > 0; left -= 1) await correctFirst(page, grid(page), 'ada@example.com');
  await expect(page.getByText('60 rows are ready.')).toBeVisible();
  await create(page, 60);
  expect(await stored(page, name)).toBe(60);
});

test('an import that was closed is continued, or begun anew', async ({ page }) => {
  const name = unique('Resumed');
  await begin(page, file('resumed.csv', csv([HEADER, accountRow(name)])));
  await expect(step(page, 'Header')).toBeVisible(patient);
  await next(page);
  await expect(step(page, 'Columns')).toBeVisible(patient);
  await leaveOut(page, 'J').click();
  await next(page);
  await expect(grid(page)).toBeVisible(patient);
  const address = page.url();
  await page.getByRole('button', { name: 'Close the import' }).click();
  await expect(page).toHaveURL(/\/imports$/);

  await page.getByRole('button', { name: 'Create data import' }).first().click();
  await page.getByRole('region', { name: 'Not finished' }).getByRole('button', { name: `Continue import ${address.split('/').pop()}`, exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Continue this import?' })).toBeVisible();
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await expect(step(page, 'Review')).toBeVisible();
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(field(page, 'J')).toHaveValue('');

  await page.reload();
  await page.getByRole('button', { name: 'Start over' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start over' }).click();
  await expect(page.getByRole('button', { name: 'Select file' })).toBeVisible();
  await page.getByRole('button', { name: 'Close the import' }).click();
  await expect(page).toHaveURL(/\/imports$/);
});

test('two users prepare imports side by side', async ({ page, browser }) => {
  const username = `importer${Date.now().toString(36)}`;
  const roles = (await (await page.request.get('/api/v1/roles')).json()).data as { id: number; name: string }[];
  await make(page, '/users', { username, password: PASSWORD, name: 'Grace Hopper', public_name: 'Grace', role_id: roles[0]!.id, email_address: `${username}@example.com` });
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto('/imports');
  await other.getByLabel('Username', { exact: true }).fill(username);
  await other.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD);
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(other.getByRole('heading', { name: 'Data imports' })).toBeVisible();

  const [mine, theirs] = [unique('Mine'), unique('Theirs')];
  await Promise.all([begin(page, file('mine.csv', csv([HEADER, accountRow(mine)]))), begin(other, file('theirs.csv', csv([HEADER, accountRow(theirs)])))]);
  await Promise.all([toReview(page), toReview(other)]);
  await expect(grid(page).getByText(mine).first()).toBeVisible();
  await expect(grid(other).getByText(theirs).first()).toBeVisible();
  const address = new URL(page.url()).pathname;
  const watching = await context.newPage();
  await watching.goto(address);
  await expect(watching.getByText('is still preparing this import')).toBeVisible();
  await expect(watching.getByRole('button', { name: 'Correct the rows' })).toHaveCount(0);
  const start = (one: Page) => one.getByRole('button', { name: 'Create 1 account', exact: true }).click();
  await Promise.all([start(page), start(other)]);
  for (const one of [page, other]) await imported(one, 1);
  expect([await stored(page, mine), await stored(page, theirs)]).toEqual([1, 1]);
  await context.close();
});

const WRONG: [what: string, name: string, content: () => Buffer, says: RegExp][] = [
  ['a picture that is called a table', 'holiday.csv', jpeg, /not a table/],
  ['a bomb', 'bomb.zip', bomb, /too large: unpacked it has more than 2048 MB/],
  ['a line of 100 MB', 'line.csv', () => longLine(100), /Row 2 is longer than 1024 kB/],
];
for (const [what, name, content, says] of WRONG) {
  test(`${what} is refused with its reason, and another file can be chosen`, async ({ page }) => {
    await begin(page, onDisk(name, content()));
    await expect(page.getByText('This file cannot be imported')).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(says)).toBeVisible();
    await page.getByRole('button', { name: 'Choose another file' }).click();
    await expect(page.getByRole('button', { name: 'Select file' })).toBeVisible();
  });
}

test('an empty file is refused before it is sent', async ({ page }) => {
  await begin(page, file('nothing.csv', ''));
  await expect(page.getByRole('alert')).toHaveText('nothing.csv is empty.');
  await expect(page.getByRole('button', { name: 'Select file' })).toBeVisible();
});

test('what fails is listed with its reason, and corrected as a draft again', async ({ page }) => {
  const name = unique('Twice');
  const text = csv([HEADER, accountRow(name)]);
  await begin(page, file('first.csv', text));
  await toReview(page);
  await create(page, 1);
  // Somebody else stores the same between the review and the start: here the start comes without a review.
  await begin(page, file('again.csv', text));
  await expect(step(page, 'Header')).toBeVisible(patient);
  const id = page.url().split('/').pop();
  await make(page, `/data_imports/${id}/start`);
  await page.reload();
  await expect(page.getByText(/1 of 1 rows are duplicates/)).toBeVisible(patient);
  const failed = grid(page, 'Failed imports');
  await expect(failed.getByRole('row').filter({ hasText: name })).toHaveCount(1);
  await expect(failed.locator('[data-column="0"]').first()).not.toBeEmpty();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Failed rows' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
  await page.getByRole('button', { name: 'Correct the rows' }).click();
  await expect(step(page, 'Review')).toBeVisible();
  await page.goto('/imports');
  await page.getByRole('button', { name: `View details of import ${id}`, exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Continue this import?' })).toBeVisible();
});

test('the list sorts by every column', async ({ page }) => {
  await page.goto('/imports');
  for (const name of ['ID', 'Type', 'File', 'Progress', 'Status', 'User', 'Created']) {
    const answer = page.waitForResponse((one) => one.url().includes('/api/v1/data_imports?'));
    await page.getByRole('columnheader', { name, exact: true }).getByRole('button').click();
    expect((await answer).status()).toBe(200);
    await expect(page.getByRole('columnheader', { name, exact: true })).toHaveAttribute('aria-sort', name === 'ID' ? /descending|ascending/ : 'ascending');
  }
});

test('a failed reading of the rows can be tried again', async ({ page }) => {
  await begin(page, file('cut.csv', csv([HEADER, accountRow(unique('Cut'))])));
  await expect(step(page, 'Header')).toBeVisible(patient);
  await page.route('**/rows?*', (route) => route.abort());
  await page.reload();
  await next(page);
  const refusal = page.getByRole('alert').filter({ hasText: 'No connection' });
  await expect(refusal).toBeVisible(patient);
  await page.unroute('**/rows?*');
  await refusal.getByRole('button', { name: 'Try again' }).click();
  await expect(grid(page, 'Rows of the file').getByText('Customer', { exact: true })).toBeVisible();
});
