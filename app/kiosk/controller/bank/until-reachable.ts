import { pause, type Clock } from '../../../foundation/clock.ts';
import type { Milliseconds } from '../../../foundation/units.ts';
import type { BankWatch } from './bank-watch.ts';

/** Resolves when the bank can be reached, at the latest after `limit`. Rejects with the signal's reason if it aborts first. */
export async function untilReachable(
  watch: Pick<BankWatch, 'isReachable' | 'onChange'>,
  clock: Clock,
  limit: Milliseconds,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  if (watch.isReachable) return;
  const reached = new AbortController();
  const stop = watch.onChange(() => {
    if (watch.isReachable) reached.abort();
  });
  try {
    await pause(clock, limit, AbortSignal.any([signal, reached.signal]));
  } catch {
    signal.throwIfAborted();
  } finally {
    stop();
  }
}
