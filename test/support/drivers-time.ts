import type { ManualClock } from '../../app/foundation/manual-clock.ts';
import { milliseconds, type Milliseconds } from '../../app/foundation/units.ts';

/** Lets everything run that waits for no clock: promises, streams, children's output that has arrived. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Lets time pass in small steps until `outcome` is settled, at most `limit` of it, and returns what it came to. */
export async function whileTimePasses<T>(
  clock: ManualClock,
  outcome: Promise<T>,
  limit: Milliseconds,
  step: Milliseconds = milliseconds(100),
): Promise<T> {
  const seen = { settled: false };
  const note = () => {
    seen.settled = true;
  };
  outcome.then(note, note);
  const end = clock.monotonic() + limit;
  for (;;) {
    for (let turn = 0; turn < 5 && !seen.settled; turn += 1) await settle();
    if (seen.settled) return outcome;
    if (clock.monotonic() >= end) throw new Error(`Nothing came of it within ${limit} ms.`);
    clock.advance(step);
  }
}
