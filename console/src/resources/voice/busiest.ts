import type { WaitingCall } from '~/api/voice';
import { dialled } from './rating';

export interface Busy {
  /** Ten digits. */
  did: string;
  calls: number;
  /** When the last of them began. */
  last: string;
}

/** Who stands in less than this share of the calls of the busiest number is only somebody whom that called. */
const SHARE = 5;

/** The national numbers that stand in most calls, whichever side they are on: the ones that are the operator's come again and again. */
export function busiest(calls: Pick<WaitingCall, 'origination' | 'destination' | 'call_start'>[], most: number): Busy[] {
  const found = new Map<string, Busy>();
  for (const call of calls) {
    for (const text of new Set([call.origination, call.destination])) {
      const number = dialled(text);
      if (!number || number.kind === 'international') continue;
      const did = number.digits.slice(1);
      const known = found.get(did) ?? { did, calls: 0, last: '' };
      found.set(did, { did, calls: known.calls + 1, last: known.last > call.call_start ? known.last : call.call_start });
    }
  }
  const sorted = [...found.values()].sort((a, b) => b.calls - a.calls || a.did.localeCompare(b.did)).slice(0, most);
  return sorted.filter((one) => one.calls * SHARE >= sorted[0]!.calls);
}
