import { expect, it } from 'vitest';
import { placeOf } from '~/ui/DigitsInput';
import { brandOf, cvcProblem, expirationDigits, expirationProblem, luhn, monthsLeft, numberProblem, routingProblem, writeExpiration, writeNumber } from './card';

it.each([
  ['4', 'visa'], ['4508', 'visaelectron'], ['51', 'mastercard'], ['2720', 'mastercard'], ['2721', undefined], ['34', 'amex'], ['36', 'dinersclub'],
  ['6011', 'discover'], ['622126', 'discover'], ['622926', 'unionpay'], ['3530', 'jcb'], ['5018', 'maestro'], ['3', undefined], ['', undefined],
])('%s begins a card of %s', (digits, name) => expect(brandOf(digits)?.name).toBe(name));

it.each([
  ['4242424242424242', undefined], ['378282246310005', undefined], ['30569309025904', undefined], ['6200000000000001', undefined],
  ['4242424242424241', 'One of the digits is wrong.'], ['42424242', 'Digits are missing.'], ['', 'The card number is required.'],
  ['42424242424242', 'A Visa number does not have 14 digits.'],
])('%s: %s', (digits, problem) => expect(numberProblem(digits)).toBe(problem));

it('checks digits with the last one', () => {
  expect(luhn('79927398713')).toBe(true);
  for (const last of '012456789') expect(luhn(`7992739871${last}`)).toBe(false);
});

it.each([
  ['4242424242424242', '4242 4242 4242 4242'], ['378282246310005', '3782 822463 10005'], ['42424', '4242 4'], ['', ''],
])('writes %s as %s', (digits, text) => expect(writeNumber(digits)).toBe(text));

it.each([['8', '08'], ['1', '1'], ['0827', '08 / 27'], ['082027', '08 / 27'], ['829', '08 / 29']])('reads the expiration %s as %s', (typed, text) =>
  expect(writeExpiration(expirationDigits(typed))).toBe(text));

it.each([
  ['1126', undefined], ['1026', 'The card has expired.'], ['1326', 'There is no such month.'], ['11', 'Month and year, such as 08 / 27.'], ['', 'The expiration is required.'],
])('in November 2026, %s is: %s', (digits, problem) => expect(expirationProblem(digits, '2026-11-21')).toBe(problem));

it('counts the months that a card is good for', () => {
  expect(monthsLeft({ expiration_month: 1, expiration_year: 2027 }, '2026-11-21')).toBe(2);
  expect(monthsLeft({ expiration_month: 10, expiration_year: 2026 }, '2026-11-01')).toBe(-1);
});

it.each([
  ['123', '4242', undefined], ['', '4242', undefined], ['12', '4242', 'It has 3 digits.'], ['123', '3782', 'It has 4 digits.'], ['12', '', 'It has 3 or 4 digits.'],
])('the code %s of a card %s: %s', (cvc, number, problem) => expect(cvcProblem(cvc, number)).toBe(problem));

it.each([
  ['110000000', undefined], ['021000021', undefined], ['021000022', 'One of the digits is wrong.'], ['12345678', 'It has nine digits.'], ['', 'The routing number is required.'],
])('the routing number %s: %s', (digits, problem) => expect(routingProblem(digits)).toBe(problem));

it('keeps the caret behind the same digits', () => {
  expect(placeOf('4242 4242', 4)).toBe(4);
  expect(placeOf('4242 4242', 5)).toBe(6);
  expect(placeOf('', 3)).toBe(0);
});
