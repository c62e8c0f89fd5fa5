import type { Milliseconds } from './units.ts';

/** Where time comes from. Every wait, deadline and timestamp is asked of a clock, so that a test can hold it still. */
export interface Clock {
  /** Whole milliseconds since 1970-01-01T00:00:00Z. May step, as wall clocks do. */
  now(): number;
  /** Milliseconds from an arbitrary origin; never goes back. */
  monotonic(): number;
  /** Calls `action` once, after `delay`. The returned function cancels it. */
  after(delay: Milliseconds, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delay, action) {
    const timer = setTimeout(action, delay);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `delay`; rejects with the signal's reason if it aborts first. */
export function pause(clock: Clock, delay: Milliseconds, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const onAbort = () => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.after(delay, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** `epochMs`, milliseconds since 1970-01-01T00:00:00Z, as ISO 8601 in UTC with milliseconds. */
export function instantOf(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** The instant as ISO 8601 in UTC, the form in which every record keeps time. */
export function timestamp(clock: Clock): string {
  return instantOf(clock.now());
}
