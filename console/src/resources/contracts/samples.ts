/** Values that make a preview readable; anything unknown shows its own name. */
const SAMPLES: Record<string, string> = {
  account_id: '1042', account_name: 'Ada Example', contact_name: 'Ada Example', contact_role: 'Account holder', contact_email: 'ada@example.com',
  contact_phone: '+1 555 0117', address: '12 Harbor View Rd, Green Bay, WI 54301', address_line1: '12 Harbor View Rd', address_line2: 'Suite 2',
  address_city: 'Green Bay', address_state: 'WI', address_zip: '54301', address_country: 'US', company_name: 'Your company',
  company_address: '1 Main Street, Green Bay, WI 54301', company_phone: '+1 555 0100', company_email: 'office@example.net',
  company_website: 'https://example.net', contract_name: 'Service agreement', term_in_months: '12', date: 'January 1, 2027',
};

/** Fills the variables of a template; samples are plain text, so nothing needs escaping. */
export const withSamples = (html: string): string =>
  html.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, name: string) => SAMPLES[name] ?? `[${name.replace(/[_.]/g, ' ')}]`);
