/** Where to go after signing in: a place inside the console, never another site. */
export function insideConsole(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) && !/[\u0000-\u001f]/.test(next) ? next : '/';
}
