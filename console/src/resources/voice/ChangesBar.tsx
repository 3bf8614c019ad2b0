import type { DeckComparison } from '~/api/voice';
import { formatCount } from '~/lib/format';
import { changed, CHANGES } from './compare';

/** How the changes divide, as one bar. */
export function ChangesBar({ counts }: { counts: DeckComparison }) {
  const all = Math.max(1, changed(counts));
  const words = CHANGES.map(({ kind, label }) => `${formatCount(counts[kind])} ${label.toLowerCase()}`).join(', ');
  return (
    <div className="changes" role="img" aria-label={words}>
      {CHANGES.map(({ kind, color }) => counts[kind] > 0 && <i key={kind} style={{ background: color, width: `${(counts[kind] / all) * 100}%` }} />)}
    </div>
  );
}
