/** Height of a row in pixels. */
export const ROW_HEIGHT = 34;
/** Browsers draw nothing beyond some 17 million pixels: longer lists are scrolled in larger steps. */
const TALLEST = 12_000_000;
/** Rows drawn above and below what is seen. */
const SPARE = 6;

/** How a list of `count` rows stands behind a window of `height` pixels. */
export interface Geometry {
  /** Height of what is scrolled. */
  scrolled: number;
  /** Pixels of the list above the window when it is scrolled to `scrollTop`. */
  above: (scrollTop: number) => number;
  /** Where to scroll so that so many pixels of the list are above the window. */
  scrollTo: (above: number) => number;
}

export function geometry(count: number, height: number): Geometry {
  const real = count * ROW_HEIGHT;
  const scrolled = Math.min(real, TALLEST);
  const factor = scrolled > height ? (real - height) / (scrolled - height) : 1;
  return { scrolled, above: (scrollTop) => scrollTop * factor, scrollTo: (above) => above / factor };
}

/** The first row to draw and the one after the last. */
export function drawn(above: number, height: number, count: number): [first: number, end: number] {
  const first = Math.max(Math.floor(above / ROW_HEIGHT) - SPARE, 0);
  return [first, Math.min(Math.ceil((above + height) / ROW_HEIGHT) + SPARE, count)];
}

/** Pixels above the window that bring row `index` into it, with as little movement as can be. */
export function reveal(index: number, above: number, height: number): number {
  const top = index * ROW_HEIGHT;
  if (top < above) return top;
  return Math.max(above, top + ROW_HEIGHT - height);
}

/** Width for a column whose texts are these, in pixels. */
export function widthFor(texts: string[]): number {
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 0);
  return Math.min(Math.max(Math.round(longest * 7.6) + 28, 112), 280);
}
