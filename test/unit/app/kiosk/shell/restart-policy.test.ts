import { describe, expect, it } from 'vitest';
import { decideRestart, type Failures } from '../../../../../app/kiosk/shell/restart-policy.ts';

/** Milliseconds waited before each restart, when failures come at these times; `give-up` ends the list. */
function waitsFor(times: readonly number[]): readonly (number | 'give-up')[] {
  let failures: Failures = [];
  const waits: (number | 'give-up')[] = [];
  for (const now of times) {
    const decision = decideRestart(failures, now);
    if (decision.does === 'give-up') return [...waits, 'give-up'];
    failures = decision.failures;
    waits.push(decision.after);
  }
  return waits;
}

describe('restarts', () => {
  it('come after growing waits, five in five minutes, and then not at all', () => {
    expect(waitsFor([0, 2000, 5000, 10_000, 20_000, 40_000])).toEqual([
      1000,
      2000,
      4000,
      8000,
      16_000,
      'give-up',
    ]);
  });

  it('never end for a page that fails once an hour', () => {
    const hours = Array.from({ length: 50 }, (_, hour) => hour * 3_600_000);
    expect(new Set(waitsFor(hours))).toEqual(new Set([1000]));
  });

  it('are remembered up to five minutes, not longer', () => {
    expect([waitsFor([0, 299_999]), waitsFor([0, 300_000])]).toEqual([
      [1000, 2000],
      [1000, 1000],
    ]);
  });
});
