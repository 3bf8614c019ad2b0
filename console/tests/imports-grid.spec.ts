import type { Locator, Page } from '@playwright/test';
import { accountRow, csv, file, HEADER } from './import-files';
import { begin, create, grid, imported, next, patient, step, stored, toReview } from './import-steps';
import { expect, make, test, unique } from './support';

test.setTimeout(90_000);

/** Presses Tab until `target` has the keyboard, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator) {
  for (let press = 0; press < 40; press += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(target).toBeFocused();
}

/** Waits until the server has judged what `act` changed. */
async function judged(page: Page, act: () => Promise<unknown>) {
  const answer = page.waitForResponse((one) => one.request().method() === 'PATCH' && /\/rows\/\d+$/.test(one.url()));
  await act();
  expect((await answer).ok()).toBe(true);
}

const wrong = (page: Page) => grid(page).locator('[aria-invalid="true"]');

test('a keyboard is enough, from the type to the result', async ({ page }) => {
  const name = unique('Keys');
  const content = csv([HEADER, accountRow(`${name} Ada`), accountRow(`${name} Grace`, { zip: 'n/a' }), accountRow(`${name} Zoë`, { email: 'nobody' })]);
  await page.goto('/imports');
  await expect(page.getByRole('heading', { name: 'Data imports' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create data import' }).first()).toBeVisible();
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('radio', { name: /^Accounts/ })).toBeFocused();
  await tabTo(page, dialog.getByRole('button', { name: 'Upload a file' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Select file' })).toBeFocused();
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(file('keys.csv', content));
  for (const one of ['Header', 'Columns']) {
    await expect(step(page, one)).toBeVisible(patient);
    await expect(page.getByRole('button', { name: 'Continue', exact: true })).toBeFocused();
    await page.keyboard.press('Enter');
  }
  await expect(grid(page)).toBeFocused(patient);
  await expect(wrong(page)).toHaveCount(2);

  await page.keyboard.press('F8');
  await expect(page.getByRole('tooltip')).toHaveText(/The zip format is invalid.*For example/);
  await judged(page, async () => (await page.keyboard.type('53081'), await page.keyboard.press('Enter')));
  await expect(wrong(page)).toHaveCount(1);
  await judged(page, () => page.keyboard.press('Control+z'));
  await expect(wrong(page)).toHaveCount(2);
  await judged(page, async () => (await page.keyboard.press('F2'), await page.keyboard.type('53081'), await page.keyboard.press('Enter')));
  await page.keyboard.press('F8');
  await expect(page.getByRole('tooltip')).toHaveText(/email/i);
  await judged(page, async () => (await page.keyboard.type('zoe@example.com'), await page.keyboard.press('Tab')));
  await expect(page.getByText('3 rows are ready.')).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Create 3 accounts' }));
  await page.keyboard.press('Enter');
  await imported(page, 3);
  expect(await stored(page, name)).toBe(3);
});

test('a block that was copied from a spreadsheet goes into as many cells', async ({ page }) => {
  const name = unique('Pasted');
  await begin(page, file('pasted.csv', csv([HEADER, ...['Ada', 'Grace', 'Zoë'].map((one) => accountRow(`${name} ${one}`, { zip: 'n/a' }))])));
  await toReview(page);
  await wrong(page).first().click();
  await grid(page).evaluate((element) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', '53081\tUS\n53082\tUS\n53083\tUS\n');
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(page.getByText('3 rows are ready.')).toBeVisible();
  await expect(wrong(page)).toHaveCount(0);
  await create(page, 3);
});

test('a mark of a row leads to its error, wherever that is', async ({ page }) => {
  await begin(page, file('marked.csv', csv([HEADER, accountRow(unique('Marked'), { email: 'nobody' })])));
  await toReview(page);
  await grid(page).getByRole('img', { name: 'Has errors' }).click();
  await expect(wrong(page)).toBeInViewport({ ratio: 1 });
  await expect(wrong(page)).toHaveAttribute('aria-selected', 'true');
});

test('a file that falls beside the field is taken, and two are not', async ({ page }) => {
  await page.goto('/imports?new=accounts');
  await page.getByRole('dialog').getByRole('button', { name: 'Upload a file' }).click();
  await expect(page.getByRole('button', { name: 'Select file' })).toBeVisible();
  const drop = async (...names: string[]) => {
    const dataTransfer = await page.evaluateHandle(([content, ...all]) => {
      const transfer = new DataTransfer();
      for (const name of all) transfer.items.add(new File([content!], name));
      return transfer;
    }, [csv([HEADER, accountRow(unique('Dropped'))]), ...names]);
    await page.dispatchEvent('body', 'drop', { dataTransfer });
  };
  await drop('one.csv', 'two.csv');
  await expect(page.getByRole('alert')).toHaveText('One file at a time: an import takes one file.');
  await drop('one.csv');
  await expect(step(page, 'Header')).toBeVisible(patient);
  await expect(page.getByRole('heading', { name: /one\.csv/ })).toBeVisible();
});

test('rows are left out: one by key, one from its menu, the others at once; and one is taken in again', async ({ page }) => {
  const name = unique('Left out');
  const rows = ['Ada', 'Grace', 'Zoë', 'Katherine', 'Mary', 'Dorothy'].map((one, at) => accountRow(`${name} ${one}`, at < 4 ? { zip: 'n/a' } : {}));
  await begin(page, file('left-out.csv', csv([HEADER, ...rows])));
  await toReview(page);
  await expect(page.getByText('4 rows have errors')).toBeVisible();
  const line = (who: string) => grid(page).getByRole('row').filter({ hasText: `${name} ${who}` });

  await line('Ada').getByRole('rowheader').click();
  await judged(page, () => page.keyboard.press('Delete'));
  await expect(line('Ada')).toHaveAttribute('data-mark', 'left out');
  await expect(page.getByText(/3 rows have errors\. 1 left out/)).toBeVisible();
  await line('Grace').getByRole('gridcell').first().click({ button: 'right' });
  await judged(page, () => page.getByRole('menuitem', { name: 'Leave this row out' }).click());
  await expect(page.getByText(/2 rows have errors\. 2 left out/)).toBeVisible();
  await page.getByRole('button', { name: 'Leave out', exact: true }).click();
  await page.getByRole('menuitem', { name: '2 rows with errors' }).click();
  await expect(page.getByText('2 rows are ready. 4 left out.')).toBeVisible();
  await expect(page.getByText('No row has errors')).toBeVisible();

  await page.getByText('Left out (4)', { exact: true }).click();
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '5');
  await line('Zoë').getByRole('gridcell').first().click();
  await judged(page, () => page.keyboard.press('Control+Delete'));
  await expect(page.getByText(/1 row has errors\. 3 left out/)).toBeVisible();
  await expect(line('Zoë').locator('[aria-invalid="true"]')).toHaveText('n/a');
  await judged(page, () => page.keyboard.press('Control+Delete'));
  await create(page, 2);
  await expect(page.getByText('4 rows were left out.')).toBeVisible();
  expect(await stored(page, name)).toBe(2);
});

test('of two rows that are the same one is left out, and the other is right', async ({ page }) => {
  const name = unique('Same');
  await begin(page, file('same.csv', csv([HEADER, accountRow(name), accountRow(name)])));
  await toReview(page);
  await expect(page.getByText(/1 row has errors, 1 of them duplicates/)).toBeVisible();
  await page.getByText('All 2 rows', { exact: true }).click();
  const first = grid(page).getByRole('row').filter({ hasText: name }).first();
  await first.getByRole('rowheader').click();
  await judged(page, () => page.keyboard.press('Delete'));
  await expect(wrong(page)).toHaveCount(0);
  await expect(page.getByText('1 row is ready. 1 left out.')).toBeVisible();
  await create(page, 1);
});

test('rates are asked for whose they are and what is put on them', async ({ page }) => {
  const provider = unique('Lakeside Carrier');
  await make(page, '/system/voice/voice_providers', { name: provider });
  await page.goto('/imports?new=voice_provider_rates');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('radio', { name: /^Voice provider rates/ })).toBeChecked();
  await dialog.getByRole('button', { name: 'Upload a file' }).click();
  await expect(dialog.getByText('The voice provider is required.')).toBeVisible();
  await dialog.getByRole('combobox', { name: 'Voice provider' }).click();
  await page.getByRole('option', { name: provider }).click();
  await dialog.getByLabel('Charge percent').fill('12.5');
  await dialog.getByLabel('Minimum rate').fill('0.35');
  await dialog.getByRole('button', { name: 'Upload a file' }).click();
  await page.getByLabel('File to import').setInputFiles(file('deck.csv', csv([['Prefix', 'Destination', 'Price'], ['376', 'ANDORRA', '0.30786'], ['3763', 'ANDORRA - MOBILE', '2.1']])));
  await expect(step(page, 'Header')).toBeVisible(patient);
  await next(page);
  await expect(step(page, 'Columns')).toBeVisible(patient);
  await next(page);
  await expect(grid(page)).toBeVisible(patient);
  await page.getByRole('button', { name: 'Create 2 voice provider rates' }).click();
  await expect(page.getByText('2 voice provider rates were imported.')).toBeVisible(patient);
  await expect(page.getByText(provider)).toBeVisible();
  await expect(page.getByText('12.5 %')).toBeVisible();
});

test('numbers come in, and twice the same is refused', async ({ page }) => {
  const start = `1920555${String(Date.now()).slice(-4)}`;
  await page.goto('/imports?new=dids');
  await page.getByRole('dialog').getByRole('button', { name: 'Upload a file' }).click();
  await page.getByLabel('File to import').setInputFiles(file('numbers.csv', csv([['Phone number'], [start], [start]])));
  await toReview(page);
  await expect(page.getByText(/1 row has errors, 1 of them duplicates/)).toBeVisible();
  await page.getByRole('button', { name: 'Leave out', exact: true }).click();
  await page.getByRole('menuitem', { name: '1 row with errors' }).click();
  await page.getByRole('button', { name: 'Create 1 DID', exact: true }).click();
  await expect(page.getByText('1 DID was imported.')).toBeVisible(patient);
});
