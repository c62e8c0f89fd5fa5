import type { Clock } from '../../../foundation/clock.ts';
import { seconds } from '../../../foundation/units.ts';

/** Whoever asked hears the answer first. */
const AFTER = seconds(1);

/** Ends the program soon, to be started again. @returns calls it off. */
export function restartSoon(clock: Clock, onRestart: (() => void) | undefined): () => void {
  return clock.after(AFTER, () => onRestart?.());
}
