import type { Randomness } from '../../foundation/randomness.ts';
import { milliseconds, type Milliseconds } from '../../foundation/units.ts';

const FIRST = 250;
const LONGEST = 5000;

/**
 * How long to wait after a failed try: 250 ms, doubled each time, 5 s at most; of that between a half and the whole by
 * chance, so that many players do not come back in step after the bank was away.
 *
 * @param attempt 1 after the first failure.
 */
export function backOff(attempt: number, randomness: Randomness): Milliseconds {
  const whole = Math.min(FIRST * 2 ** Math.min(attempt - 1, 16), LONGEST);
  const [byte = 0] = randomness.bytes(1);
  return milliseconds(whole / 2 + ((whole / 2) * byte) / 255);
}
