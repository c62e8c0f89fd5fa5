/** Milliseconds before the n-th attempt (from 1) to reach the controller again: 0.5 s, doubling, never over 8 s. */
export function reconnectDelayMs(attempt: number): number {
  return Math.min(8000, 500 * 2 ** Math.max(0, Math.min(attempt, 10) - 1));
}
