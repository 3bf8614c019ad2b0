/**
 * A cell of a CSV file. Text that a spreadsheet would run as a formula gets an apostrophe before it, as OWASP advises;
 * numbers stay numbers.
 */
export function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

export const line = (cells: (string | number | null)[]): string => `${cells.map(cell).join(',')}\r\n`;

/** Hands a file to the browser's downloads. */
export function download(name: string, parts: string[]): void {
  const address = URL.createObjectURL(new Blob(parts, { type: 'text/csv;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
