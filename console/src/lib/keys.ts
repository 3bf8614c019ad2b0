import { useEffect, useRef } from 'react';

type Handlers = Record<string, (event: KeyboardEvent) => void>;

/** True when a key belongs to what the user is typing into, or to an open dialog. */
export function busyElsewhere(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  if (target?.closest?.('input, textarea, select, [contenteditable="true"], [role="combobox"], [role="menu"]')) return true;
  return document.querySelector('[role="dialog"]') !== null;
}

/** Single-key commands of a screen, e.g. `{ j: next, k: previous }`; silent while somebody types. */
export function useKeys(handlers: Handlers, enabled = true) {
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => {
    if (!enabled) return;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || busyElsewhere(event)) return;
      const handler = latest.current[event.key];
      if (!handler) return;
      event.preventDefault();
      handler(event);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [enabled]);
}

/** Tells a double press of Shift from Shift used to type: two bare presses within the given time. */
export class DoubleShift {
  private last = Number.NEGATIVE_INFINITY;
  private bare = false;

  constructor(private readonly withinMs = 350) {}

  down(key: string) {
    this.bare = key === 'Shift';
    if (!this.bare) this.last = Number.NEGATIVE_INFINITY;
  }

  /** Takes the released key and the time in milliseconds; true when this was the second press. */
  up(key: string, at: number): boolean {
    if (key !== 'Shift' || !this.bare) return false;
    this.bare = false;
    const twice = at - this.last <= this.withinMs;
    this.last = twice ? Number.NEGATIVE_INFINITY : at;
    return twice;
  }
}
