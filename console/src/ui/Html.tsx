import DOMPurify from 'dompurify';
import { useMemo } from 'react';

/** Cleans text that people typed or clients sent. The server cleans it too; this is the second lock. */
export function clean(html: string): string {
  return DOMPurify.sanitize(html, { USE_PROFILES: { html: true }, FORBID_TAGS: ['style', 'form', 'input', 'button'], FORBID_ATTR: ['style'] });
}

/** Shows HTML of notes, call logs and contracts. Plain text keeps its line breaks. */
export function Html({ html }: { html: string }) {
  const safe = useMemo(() => clean(html), [html]);
  const plain = !/<\w+[^>]*>/.test(html);
  return <div className="html" style={plain ? { whiteSpace: 'pre-wrap' } : undefined} dangerouslySetInnerHTML={{ __html: safe }} />;
}
