import { expect, test } from '@playwright/test';
import { PASSWORD, signIn } from './support';

test('a wrong password is refused in words', async ({ page }) => {
  await page.goto('/');
  await page.getByLabel('Username', { exact: true }).fill('admin');
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(`${PASSWORD}-wrong`);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('The username or password is wrong.');
  await expect(page).toHaveURL(/\/login/);
});

test('signing in leads to the page that was asked for, and out again', async ({ page }) => {
  await signIn(page, '/settings/account-groups');
  await expect(page.getByRole('heading', { name: 'Account groups', level: 1 })).toBeVisible();
  await page.getByRole('button', { name: /User menu/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await page.goto('/accounts');
  await expect(page).toHaveURL(/\/login/);
});

test('a link to another site is not followed after signing in', async ({ page }) => {
  await signIn(page, '/login?next=//example.com/');
  expect(new URL(page.url()).pathname).toBe('/');
});
