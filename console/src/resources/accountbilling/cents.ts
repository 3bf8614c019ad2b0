/** Money is counted in whole cents, so that sums are what they look like. */
export const cents = (amount: number | string | null | undefined): number => Math.round(Number(amount ?? 0) * 100) || 0;

/** Cents as the API and the formats take them: `12.50`. */
export const fromCents = (amount: number): string => (amount / 100).toFixed(2);

/** The sum of amounts, in cents. */
export const sumInCents = (amounts: (number | string | null | undefined)[]): number => amounts.reduce<number>((sum, amount) => sum + cents(amount), 0);
