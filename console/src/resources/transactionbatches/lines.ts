export interface BatchLine {
  account_id: number;
  service_id: number;
  quantity?: number;
  amount?: string;
  description_override?: string;
}

/**
 * Reads one transaction a line: the number of the account, then its amount (of an adjustment) or quantity, then other words for
 * the bill. Tabs, semicolons and commas part them, so that cells of a spreadsheet can be pasted.
 */
export function readLines(text: string, service: { id: number; type: string } | undefined): { lines: BatchLine[]; problems: string[] } {
  const lines: BatchLine[] = [];
  const problems: string[] = [];
  const adjusts = service?.type === 'adjustment';
  text.split(/\r?\n/).forEach((row, index) => {
    if (!row.trim()) return;
    const [account = '', number = '', ...words] = row.split(/[\t;,]/).map((cell) => cell.trim());
    const problem = (what: string) => problems.push(`Line ${index + 1}: ${what}`);
    if (!/^[1-9]\d*$/.test(account)) return problem(`${account || 'nothing'} is no account number`);
    if (adjusts && !/^\d+(\.\d{1,2})?$/.test(number)) return problem('an adjustment needs an amount, such as 12.50');
    if (!adjusts && number && !/^[1-9]\d*$/.test(number)) return problem(`${number} is no quantity`);
    lines.push({
      account_id: Number(account), service_id: service?.id ?? 0,
      ...(adjusts ? { amount: number } : number ? { quantity: Number(number) } : {}),
      ...(words.join(', ') ? { description_override: words.join(', ') } : {}),
    });
    return undefined;
  });
  return { lines, problems };
}
