import { expect, it } from 'vitest';
import { clean } from './Html';

it.each([
  ['<img src=x onerror=alert(1)>', 'onerror'],
  ['<script>alert(1)</script>hello', 'script'],
  ['<a href="javascript:alert(1)">x</a>', 'javascript'],
  ['<form action="https://example.com"><input name="password"></form>', 'form'],
  ['<p style="position:fixed">x</p>', 'style'],
])('removes what can act: %s', (html, gone) => expect(clean(html)).not.toContain(gone));

it('keeps ordinary formatting', () => expect(clean('<p>a <strong>b</strong></p>')).toBe('<p>a <strong>b</strong></p>'));
